# `docker buildx bake` builds the images of the five processes.

variable "TAG" {
  default = "latest"
}

group "default" {
  targets = ["processes"]
}

target "processes" {
  matrix = {
    process = [
      { name = "gateway", workspace = "gateway", port = "4000", stage = "gateway" },
      { name = "manuals", workspace = "subgraphs/manuals", port = "4001", stage = "process" },
      { name = "queries", workspace = "subgraphs/queries", port = "4002", stage = "process" },
      { name = "usage", workspace = "subgraphs/usage", port = "4003", stage = "process" },
      { name = "audit", workspace = "subgraphs/audit", port = "4004", stage = "process" },
    ]
  }
  name       = process.name
  context    = "."
  dockerfile = "ops/docker/Dockerfile"
  target     = process.stage
  args = {
    WORKSPACE = process.workspace
    PORT      = process.port
  }
  tags = ["manuel-${process.name}:${TAG}"]
}
