import type { GraphiQLProps } from 'graphiql';
import { type ChangeEvent, type DragEvent, useSyncExternalStore } from 'react';
import { ManualUpload, type Post, type UploadStep } from './upload.ts';

type Plugin = NonNullable<GraphiQLProps['plugins']>[number];

/** GraphiQL's side bar entry "Upload a manual". The upload goes on while the entry is closed. */
export function uploadPlugin(post: Post): Plugin {
  const upload = new ManualUpload(post);
  return { title: 'Upload a manual', icon: UploadIcon, content: () => <UploadPane upload={upload} /> };
}

function UploadIcon() {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.6" aria-hidden="true">
      <path d="M12 16V4m0 0L7.5 8.5M12 4l4.5 4.5M4 15v3.5A1.5 1.5 0 0 0 5.5 20h13a1.5 1.5 0 0 0 1.5-1.5V15" />
    </svg>
  );
}

function UploadPane({ upload }: { upload: ManualUpload }) {
  const step = useSyncExternalStore(upload.subscribe, upload.step);
  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (file) void upload.start(file);
  };
  const onChange = (event: ChangeEvent<HTMLInputElement>) => {
    take(event.target.files);
    // Lets the same file be chosen again after a failure.
    event.target.value = '';
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    take(event.dataTransfer.files);
  };
  return (
    <section className="upload" aria-label="Upload a manual" data-upload-step={step.name}>
      <div className="graphiql-doc-explorer-title">Upload a manual</div>
      <label className="upload-drop" onDragOver={(event) => event.preventDefault()} onDrop={onDrop}>
        <strong>Choose or drop a file</strong>
        <span>PDF, Markdown, HTML, plain text or DOCX</span>
        <input
          type="file"
          aria-label="Manual file"
          accept=".pdf,.md,.markdown,.html,.htm,.txt,.docx"
          disabled={upload.busy}
          onChange={onChange}
        />
      </label>
      <UploadStatus step={step} />
    </section>
  );
}

function UploadStatus({ step }: { step: UploadStep }) {
  switch (step.name) {
    case 'idle':
      return <p>Its text is read once; then it can be asked.</p>;
    case 'hashing':
      return <Progress label="Computing the file's SHA-256" />;
    case 'sending':
      return <Progress label="Sending the file" fraction={step.fraction} />;
    case 'reading':
      return <Progress label="Reading the manual" fraction={step.fraction} />;
    case 'ready':
      return (
        <p role="status">
          <strong>{step.title}</strong> {step.deduplicated ? 'was here already' : 'is ready'}: ask away.
          <br />
          <code data-manual-id={step.manualId}>{step.manualId}</code>
        </p>
      );
    case 'failed':
      return (
        <p role="alert" className="upload-failure">
          <code>{step.code}</code>
          <br />
          {step.message}
        </p>
      );
    default:
      return step satisfies never;
  }
}

/** Without `fraction` the bar only shows that something is going on. */
function Progress({ label, fraction }: { label: string; fraction?: number }) {
  return (
    <p role="status">
      {label}
      {fraction === undefined ? ' …' : ` … ${Math.round(fraction * 100)} %`}
      <progress aria-label={label} max={1} value={fraction} />
    </p>
  );
}
