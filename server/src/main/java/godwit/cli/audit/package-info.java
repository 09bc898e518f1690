/// Commands about the audit: whether its chain is whole, all of it, and what left on a day.
@NullMarked
package godwit.cli.audit;

import org.jspecify.annotations.NullMarked;
