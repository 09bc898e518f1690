package godwit.store.outgoing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
  private static final Cursor CURSOR = new Cursor(0x0102030405060708L, 0xFBFFFF);
  private static final String TEXT = "AQIDBAUGBwgAAAAAAPv__w";

  @Test
  void isUrlSafeText() {
    assertEquals(TEXT, CURSOR.text());
    assertEquals(Optional.of(CURSOR), Cursor.parse(TEXT));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 62, 1L << 40, Long.MAX_VALUE})
  void readsWhatItWrote(long sequence) {
    Cursor cursor = new Cursor(-sequence, sequence);
    assertEquals(Optional.of(cursor), Cursor.parse(cursor.text()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "AQIDBAUGBwgAAAAAAPv__",
        "AQIDBAUGBwgAAAAAAPv__w==",
        "AQIDBAUGBwgAAAAAAPv//w",
        "AQIDBAUGBwgAAAAAAPv__x",
        "AQIDBAUGBwiAAAAAAPv__w",
        "AQIDBAUGBwgAAAAAAPv_ w",
        "AQIDBAUGBwgAAAAAAPvé_w"
      })
  void refusesWhatItWouldNotHaveWritten(String text) {
    assertEquals(Optional.empty(), Cursor.parse(text));
  }

  @Test
  void isNeverBeforeTheStart() {
    assertThrows(IllegalArgumentException.class, () -> new Cursor(1, -1));
  }
}
