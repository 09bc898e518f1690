/// What `godwit check` looks at: certificates, peers, the database.
@NullMarked
package godwit.check;

import org.jspecify.annotations.NullMarked;
