/// The OpenAPI documents, held against the listeners that they describe.
@NullMarked
package godwit.http.contract;

import org.jspecify.annotations.NullMarked;
