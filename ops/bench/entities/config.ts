// Imported before anything else: graphql-js decides by it, when it is loaded, whether it checks each object for a second
// copy of itself. Manuel's images set it as well.
process.env.NODE_ENV = 'production';
