/// What may go into the log, and how often.
@NullMarked
package godwit.log;

import org.jspecify.annotations.NullMarked;
