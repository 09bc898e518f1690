/// What all commands print: results, progress, failures, log lines.
@NullMarked
package godwit.console;

import org.jspecify.annotations.NullMarked;
