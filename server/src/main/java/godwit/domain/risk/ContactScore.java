package godwit.domain.risk;

import godwit.codec.BigEndian;
import godwit.codec.batch.ContactCursor;
import godwit.codec.payload.ContactSection;
import godwit.codec.payload.ContactSection.Reading;
import godwit.codec.payload.DiagnosticCode;
import godwit.codec.payload.SectionCursor;
import godwit.codec.payload.SectionKind;
import godwit.codec.payload.StructuralCheck;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// How strongly a contact was heard and for how long, as its sections and its payload's own say,
/// and
/// what that scores. Used again for each contact; not for several threads.
///
/// - shape: readings; where there are none, the median of the strengths that the record names, else
///   of those that its payload names; else nothing was measured
/// - units: seconds, dBm; a score is hundredths of a risk-weighted minute, half up, at most 65,535
/// - errors: [#read] is false where the framing of the record's sections is broken, code 0xFF
///   included, or one that is scored has a length that it cannot; strengths and powers that stand
///   for none are left out
/// - source: docs/protocol.md, "Contact batch" and "Risk"
public final class ContactScore {
  /// The mechanism of a score that no measurement stands behind.
  public static final int NOT_DISCLOSED = 0;

  private static final int RSSI = SectionKind.YOUR_RSSI.firstCode();
  private static final int TRANSMIT_POWER = SectionKind.YOUR_TX_POWER.firstCode();
  private static final int MODEL = SectionKind.MY_PHONE_MODEL.firstCode();
  private static final int MAX_SCORE = 65_535;
  private static final int SECONDS_OF_A_MINUTE = 60;
  private static final int UNKNOWN = Integer.MIN_VALUE;
  private static final int MILLIBELS = 100;

  private final RiskMechanism mechanism;
  private final Calibration calibration;
  private final int reference;
  private final double maxSeconds;
  private final double loneSeconds;
  private final double dateOnlySeconds;
  private final SectionCursor sections = new SectionCursor();
  private final Phone uploader = new Phone();
  private final Phone transmitter = new Phone();
  private long[] readings = new long[64]; // seconds << 8 | strength
  private int count;
  private int[] strengths = new int[8];
  private int named;
  private int[] gaps = new int[64];
  private int power;
  private boolean dateOnly;

  public ContactScore(Scoring scoring) {
    mechanism = scoring.mechanism();
    calibration = scoring.calibration();
    RiskParameters parameters = scoring.parameters();
    reference = parameters.millibels(RiskParameter.REFERENCE);
    maxSeconds = parameters.of(RiskParameter.MAX_READING_SECONDS);
    loneSeconds = parameters.of(RiskParameter.LONE_READING_SECONDS);
    dateOnlySeconds = parameters.of(RiskParameter.DATE_ONLY_MINUTES) * SECONDS_OF_A_MINUTE;
  }

  /* A phone by the bytes of its model, and what corrects it: looked up where it is another than in
   * the contact before. */
  private final class Phone {
    private byte[] model = new byte[0];
    private Calibration.Correction known = Calibration.Correction.NONE;
    private boolean isNamed;

    void name(byte[] bytes, int offset, int length) {
      isNamed = true;
      if (Arrays.equals(bytes, offset, offset + length, model, 0, model.length)) return;
      model = Arrays.copyOfRange(bytes, offset, offset + length);
      known = calibration.of(new String(model, StandardCharsets.UTF_8));
    }

    Calibration.Correction correction() {
      return isNamed ? known : Calibration.Correction.NONE;
    }
  }

  /// Reads the record that the cursor is at, whose payload is sound.
  public boolean read(byte[] bytes, ContactCursor contact) {
    count = 0;
    named = 0;
    power = UNKNOWN;
    dateOnly = false;
    uploader.isNamed = false;
    transmitter.isNamed = false;
    if (!readRecord(bytes, contact.sectionsOffset(), contact.sectionsLength())) return false;
    dateOnly &= contact.startSeconds() == contact.endSeconds(); // else more is known
    if (calibration.size() > 0 || (count == 0 && named == 0 && !dateOnly)) {
      readPayload(bytes, contact.payloadOffset(), contact.payloadLength());
    }
    sort();
    return true;
  }

  /// The mechanism for the block's header.
  public int mechanism() {
    return !dateOnly && (count > 0 || named > 0) ? mechanism.code() : NOT_DISCLOSED;
  }

  /// The score of a contact of this length, so many days after onset.
  public int hundredths(long seconds, long daysSinceOnset) {
    double infectiousness = mechanism.infectiousness(daysSinceOnset);
    /* By seconds: minutes would not be exact where the score is. */
    double weighted = weightedSeconds(seconds) * infectiousness * MILLIBELS / SECONDS_OF_A_MINUTE;
    return (int) Math.min(MAX_SCORE, Math.floor(weighted + 0.5));
  }

  /// The score of so long somewhere, of which nothing was measured, on a day of full risk.
  public int unmeasuredHundredths(long seconds) {
    double weighted = seconds * mechanism.nearnessUnmeasured() * MILLIBELS / SECONDS_OF_A_MINUTE;
    return (int) Math.min(MAX_SCORE, Math.floor(weighted + 0.5));
  }

  /// How long each reading stands for: to the next one, at most as long as is configured, never
  /// past the end.
  double seconds(int index, long duration) {
    int from = offset(index);
    if (from >= duration) return 0;
    double most = Math.min(maxSeconds, (double) duration - from);
    return index + 1 < count ? Math.min(offset(index + 1) - from, most) : lastSeconds(most);
  }

  int count() {
    return count;
  }

  private boolean readRecord(byte[] bytes, int offset, int length) {
    if (StructuralCheck.firstSectionFault(bytes, offset, length) != DiagnosticCode.NONE) {
      return false;
    }
    sections.wrap(bytes, offset, length);
    while (sections.next()) {
      int code = sections.code();
      int data = sections.dataOffset();
      int size = sections.dataLength();
      if (code == ContactSection.READINGS_CODE) {
        if (size % Reading.BYTES != 0) return false;
        addReadings(bytes, data, size);
      } else if (code == RSSI) {
        if (size != Byte.BYTES) return false;
        addStrength(bytes[data]);
      } else if (code == TRANSMIT_POWER) {
        if (size > Short.BYTES) return false;
        setPower(bytes, data, size);
      } else if (code == MODEL) {
        uploader.name(bytes, data, size);
      } else if (code == ContactSection.DATE_ONLY_CODE) {
        if (size != Byte.BYTES) return false;
        dateOnly = true;
      }
    }
    return true;
  }

  /* Only what makes sense: a payload is another's words, and carried whatever they are. */
  private void readPayload(byte[] bytes, int offset, int length) {
    boolean unheard = count == 0 && named == 0;
    if (unheard) power = UNKNOWN; // the record's is of another measurement
    sections.wrapPayload(bytes, offset, length);
    while (sections.next()) {
      int code = sections.code();
      int data = sections.dataOffset();
      int size = sections.dataLength();
      if (code == MODEL) {
        transmitter.name(bytes, data, size);
      } else if (unheard && code == RSSI && size == Byte.BYTES) {
        addStrength(bytes[data]);
      } else if (unheard && code == TRANSMIT_POWER && size <= Short.BYTES) {
        setPower(bytes, data, size);
      }
    }
  }

  private void addReadings(byte[] bytes, int data, int size) {
    int most = count + size / Reading.BYTES;
    if (most > readings.length) readings = Arrays.copyOf(readings, 2 * most);
    for (int at = data; at < data + size; at += Reading.BYTES) {
      int strength = Reading.rssi(bytes, at);
      if (!Signal.isAvailable(strength)) continue;
      readings[count++] = (long) Reading.seconds(bytes, at) << Byte.SIZE | (strength & 0xFF);
    }
  }

  private void addStrength(int strength) {
    if (!Signal.isAvailable(strength)) return;
    if (named == strengths.length) strengths = Arrays.copyOf(strengths, 2 * named);
    strengths[named++] = strength;
  }

  private void setPower(byte[] bytes, int data, int size) {
    int said = size == Byte.BYTES ? bytes[data] : (short) BigEndian.uint16(bytes, data);
    if (Signal.isAvailable(said)) power = said;
  }

  /* Mostly they come in order. */
  private void sort() {
    for (int index = 1; index < count; index++) {
      if (readings[index] < readings[index - 1]) {
        Arrays.sort(readings, 0, count);
        return;
      }
    }
  }

  private double weightedSeconds(long duration) {
    if (dateOnly) return dateOnlySeconds * mechanism.nearnessUnmeasured();
    if (count == 0) {
      double nearness =
          named > 0 ? mechanism.nearness(loss() - median()) : mechanism.nearnessUnmeasured();
      return duration * nearness;
    }
    int loss = loss();
    double weighted = 0;
    for (int index = 0; index < count; index++) {
      double seconds = seconds(index, duration);
      if (seconds == 0) continue;
      int strength = (byte) readings[index] * MILLIBELS;
      weighted += seconds * mechanism.nearness(loss - strength);
    }
    return weighted;
  }

  /* What there is beside the strength: the power it was sent with and both corrections, beside the
   * reference. In hundredths of a decibel, so that bounds are met exactly. */
  private int loss() {
    int sent = power == UNKNOWN ? reference : power * MILLIBELS;
    return sent
        + transmitter.correction().txMillibels()
        - reference
        - uploader.correction().rxMillibels();
  }

  private int median() {
    Arrays.sort(strengths, 0, named);
    int middle = named / 2;
    return named % 2 == 1
        ? strengths[middle] * MILLIBELS
        : (strengths[middle - 1] + strengths[middle]) * MILLIBELS / 2;
  }

  /* The median gap, at most this; less is known of a reading alone. Most phones listen at equal
   * distances, and then nothing has to be put in order. */
  private double lastSeconds(double most) {
    if (count < 2) return Math.min(loneSeconds, most);
    int all = count - 1;
    if (gaps.length < all) gaps = new int[readings.length];
    int least = Integer.MAX_VALUE;
    int greatest = 0;
    for (int index = 0; index < all; index++) {
      int gap = offset(index + 1) - offset(index);
      gaps[index] = gap;
      least = Math.min(least, gap);
      greatest = Math.max(greatest, gap);
    }
    if (least >= most) return most;
    return least == greatest ? least : Math.min(median(gaps, all), most);
  }

  private static double median(int[] gaps, int all) {
    Arrays.sort(gaps, 0, all);
    int middle = all / 2;
    return all % 2 == 1 ? gaps[middle] : (gaps[middle - 1] + gaps[middle]) / 2.0;
  }

  private int offset(int index) {
    return (int) (readings[index] >>> Byte.SIZE);
  }
}
