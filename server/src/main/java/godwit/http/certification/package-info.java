/// What one authority certifies about a user of another, and its proof.
@NullMarked
package godwit.http.certification;

import org.jspecify.annotations.NullMarked;
