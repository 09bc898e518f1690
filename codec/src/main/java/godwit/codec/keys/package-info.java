/// Payloads with their keys: opened, checked, or recognised as somebody's.
@NullMarked
package godwit.codec.keys;

import org.jspecify.annotations.NullMarked;
