/// What phones say on the air: adverts, and what they write to each other's characteristics.
@NullMarked
package godwit.codec.air;

import org.jspecify.annotations.NullMarked;
