/// What this machine does at best: the parts of ingest, each alone.
@NullMarked
package godwit.perf.limits;

import org.jspecify.annotations.NullMarked;
