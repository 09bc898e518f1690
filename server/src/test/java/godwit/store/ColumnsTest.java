package godwit.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.sqlclient.Tuple;
import org.junit.jupiter.api.Test;

class ColumnsTest {
  @Test
  void rowsBecomeArraysOfTheirColumnsTypes() {
    Tuple tuple =
        Columns.of(2, Integer.class, String.class).row(1, "a").row(2, "b").tuple();
    assertEquals(2, tuple.size());
    assertArrayEquals(new Integer[] {1, 2}, (Integer[]) tuple.getValue(0));
    assertArrayEquals(new String[] {"a", "b"}, (String[]) tuple.getValue(1));
  }

  @Test
  void noRowsAreColumnsWithoutValues() {
    assertEquals(0, ((Integer[]) Columns.of(0, Integer.class).tuple().getValue(0)).length);
  }

  @Test
  void aRowThatDoesNotFitIsAFault() {
    Columns columns = Columns.of(1, Integer.class, String.class);
    assertThrows(IllegalArgumentException.class, () -> columns.row(1));
    assertThrows(IllegalArgumentException.class, () -> columns.row(1, "a", "b"));
    assertThrows(ArrayStoreException.class, () -> columns.row("a", 1));
    assertThrows(IllegalStateException.class, columns::tuple);
    columns.row(1, "a");
    assertThrows(IndexOutOfBoundsException.class, () -> columns.row(2, "b"));
  }
}
