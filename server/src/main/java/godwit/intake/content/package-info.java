/// What a body's content coding makes of its bytes, undone as they come.
@NullMarked
package godwit.intake.content;

import org.jspecify.annotations.NullMarked;
