package godwit.codec.json;

import godwit.codec.batch.Pieces;
import godwit.codec.payload.ContactSection;

/// How strongly another device was heard when, read as it comes.
///
/// - shape: `[[0,-61],[30,-58]]`, kept as `u16 seconds, i8 RSSI` one after the other
/// - units: seconds since the event's start; dBm
/// - errors: [Progress]
/// - source: docs/protocol.md, "Contact events as JSON"
final class ReadingsValue implements StreamedValue {
  /* What comes next. */
  private enum Part {
    FIRST,
    READING,
    SECONDS,
    COMMA,
    STRENGTH,
    END,
    AFTER
  }

  private static final int MAX_UINT16 = 0xFFFF;

  private final GatheredBytes gathered;
  private Part part = Part.FIRST;
  private int seconds;

  ReadingsValue(Pieces pieces) {
    this.gathered = new GatheredBytes(pieces);
  }

  byte[] bytes() {
    return gathered.bytes();
  }

  int length() {
    return gathered.length();
  }

  int heldBytes() {
    return gathered.heldBytes();
  }

  void release() {
    gathered.release();
  }

  @Override
  public int opening() {
    return '[';
  }

  /// Forgets the readings of the record before.
  void clear() {
    gathered.begin();
  }

  @Override
  public void begin() {
    gathered.begin();
    part = Part.FIRST;
  }

  @Override
  public Progress read(JsonText text, MemberValues values) {
    while (true) {
      int next = text.peek();
      if (next == JsonText.UNFINISHED) return Progress.UNFINISHED;
      if (next == ']' && (part == Part.FIRST || part == Part.AFTER)) {
        text.at++;
        return Progress.COMPLETE;
      }
      switch (part) {
        case SECONDS -> {
          long read = text.integer(MAX_UINT16);
          if (read < 0) return failed(read);
          seconds = (int) read;
          part = Part.COMMA;
        }
        case STRENGTH -> {
          switch (gathered.room(ContactSection.Reading.BYTES)) {
            case THERE -> {}
            case NO_MEMORY -> {
              return Progress.NO_MEMORY;
            }
            case NONE -> {
              return Progress.BROKEN;
            }
          }
          long read = values.int8();
          if (read < 0) return failed(read);
          gathered.put(seconds >> Byte.SIZE);
          gathered.put(seconds);
          gathered.put((int) read);
          part = Part.END;
        }
        case FIRST, READING, COMMA, END, AFTER -> {
          if (next != mark()) return Progress.BROKEN;
          text.at++;
          part = afterMark();
        }
      }
    }
  }

  private int mark() {
    return switch (part) {
      case FIRST, READING -> '[';
      case COMMA, AFTER -> ',';
      case END -> ']';
      case SECONDS, STRENGTH -> throw new IllegalStateException("part=" + part);
    };
  }

  private Part afterMark() {
    return switch (part) {
      case FIRST, READING -> Part.SECONDS;
      case COMMA -> Part.STRENGTH;
      case END -> Part.AFTER;
      case AFTER -> Part.READING;
      case SECONDS, STRENGTH -> throw new IllegalStateException("part=" + part);
    };
  }

  private static Progress failed(long constant) {
    return constant == JsonText.UNFINISHED ? Progress.UNFINISHED : Progress.BROKEN;
  }
}
