/// Commands that speak to a running node: codes, certifications, venues.
@NullMarked
package godwit.cli.admin;

import org.jspecify.annotations.NullMarked;
