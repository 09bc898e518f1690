package godwit.store;

import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

/// Rows of values as columns: what `unnest` takes.
public final class Columns {
  private Columns() {}

  /// One value of each row, as an array of the column's type.
  public static <R, T> Object of(List<R> rows, Function<R, T> column, IntFunction<T[]> array) {
    return rows.stream().map(column).toArray(array);
  }
}
