/// Who is this, may they, is it theirs: certificates, identities, keys.
@NullMarked
package godwit.trust;

import org.jspecify.annotations.NullMarked;
