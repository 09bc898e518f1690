package godwit.store;

import io.vertx.sqlclient.Tuple;
import java.lang.reflect.Array;

/// Rows of values as columns: what `unnest` takes.
///
/// - shape: an array a column, of the column's type, in the order of the statement's parameters
/// - errors: [ArrayStoreException] for a value of another type,
///   [IllegalArgumentException] and [IllegalStateException] where values or rows are missing
/*
 * Filled by rows, in one loop: a loop of its own for each column, inlined into the statement's
 * method, kept the compiler for seconds.
 */
public final class Columns {
  private final Object[][] columns;
  private final int rows;
  private int filled;

  private Columns(int rows, Class<?>[] types) {
    this.rows = rows;
    this.columns = new Object[types.length][];
    for (int column = 0; column < types.length; column++) {
      columns[column] = (Object[]) Array.newInstance(types[column], rows);
    }
  }

  /// Columns of these types, for so many rows.
  public static Columns of(int rows, Class<?>... types) {
    return new Columns(rows, types);
  }

  /// Adds a row: a value for each column.
  public Columns row(Object... values) {
    if (values.length != columns.length) {
      throw new IllegalArgumentException(values.length + " values for " + columns.length);
    }
    for (int column = 0; column < values.length; column++) {
      columns[column][filled] = values[column];
    }
    filled++;
    return this;
  }

  /// The columns as a statement's parameters, once all rows are there.
  public Tuple tuple() {
    if (filled != rows) throw new IllegalStateException(filled + " rows of " + rows);
    Tuple tuple = Tuple.tuple();
    for (Object[] column : columns) tuple.addValue(column);
    return tuple;
  }
}
