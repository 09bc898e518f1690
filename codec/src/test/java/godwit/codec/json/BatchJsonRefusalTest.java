package godwit.codec.json;

import static godwit.codec.json.Documents.EXPOSURE;
import static godwit.codec.json.Documents.HEADER;
import static godwit.codec.json.Documents.VENUE;
import static godwit.codec.json.Documents.WHOLE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.DecodeException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchJsonRefusalTest {
  @ParameterizedTest(name = "{0} -> {1}: {2}")
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      "batch": "3f1c9a5e-7b2d | "batch": "3f1c9a5e+7b2d                       | /batch
      "batch": "3f1c9a5e      | "batch": "3f1c9a5e0                           | /batch
      "batch": "3f1c9a5e      | "batch": "gf1c9a5e                            | /batch
      "batch": "3f            | "batch": 3, "x": "3f                          | /batch
      "batch"                 | "id"                                          | /batch
      "batch"                 | "batch": null, "batch"                        | /batch
      "created"               | "origin": {}, "created"                       | /origin
      "country": 250          | "country": 65536                              | /origin/country
      "country": 250          | "country": -1                                 | /origin/country
      "country": 250          | "country": 250.0                              | /origin/country
      "country": 250          | "country": 25e1                               | /origin/country
      "country": 250          | "country": 0250                               | /origin/country
      "country": 250          | "country": "250"                              | /origin/country
      "country": 250          | "country": 99999999999999999999               | /origin/country
      "country": 250          | "country": 250, "country": 250                | /origin/country
      "country": 250          | "country": 250, "custom": "c0ffee01"          | /origin/country
      "country": 250,         | ``                                            | /origin/country
      "country": 250, "state": 0 | "custom": "c0ffee0"                        | /origin/custom
      "country": 250, "state": 0 | "custom": "c0ffee0g"                       | /origin/custom
      "country": 250, "state": 0 | "custom": 3                                | /origin/custom
      {"country": 250, "state": 0} | "250/0"                                  | /origin
      "state": 4}             | "state": 4,}                                  | /destination
      :30:00.000Z             | :30:00Z                                       | /created
      :30:00.000Z             | :30:00.0Z                                     | /created
      :30:00.000Z             | :30:00.0000Z                                  | /created
      :30:00.000Z             | :30:00.000z                                   | /created
      :30:00.000Z             | :30:60.000Z                                   | /created
      T09:30:00.000Z          | T24:00:00.000Z                                | /created
      T09:30:00.000Z          | t09:30:00.000Z                                | /created
      T09:30:00.000Z          | 009:30:00.000Z                                | /created
      :30:00.000Z             | :30:00.000+00:00                              | /created
      2026-11-21T             | 1969-12-31T                                   | /created
      2026-11-21T             | 2026-02-29T                                   | /created
      , "created": "2026-11-21T09:30:00.000Z" | ``                            | /created
      "exposures"             | "exposures": [], "exposures"                  | /exposures
      "exposures": [          | "venueExposures": [], "exposures": [          | /exposures
      "exposures": [          | "exposures": null, "x": [                     | /exposures
      "exposures": [          | "exposures": {}, "x": [                       | /exposures
      "exposures": [          | "exposures": [ ,                              | /exposures/0
      "exposures": [          | "exposures": [3,                              | /exposures/0
      "exposures": [          | "exposures": [null,                           | /exposures/0
      }], "venueExposures"    | },], "venueExposures"                         | /exposures/1
      }], "venueExposures"    | } {}], "venueExposures"                       | /exposures
      "payloadType": 16       | "payloadType": 256                            | /exposures/0/payloadType
      "payloadType": 16       | "payloadType": 7                              | /exposures/0/custom
      "payloadType": 16       | "payloadType": 16, "custom": "033a0004"       | /exposures/0/custom
      "payloadType": 16, "country": 826, | "payloadType": 16,                 | /exposures/0/country
      "payloadType": 16       | "payloadType": true                           | /exposures/0/payloadType
      "payloadType": 16,      | ``                                            | /exposures/0/payloadType
      "payloadType": 16,      | "payloadType" 16,                             | /exposures/0/payloadType
      "payloadType": 16,      | "payloadType": 16                             | /exposures/0
      "payloadType": 16,      | "payloadType": 1 6,                           | /exposures/0
      "payloadType": 16,      | payloadType: 16,                              | /exposures/0
      "payloadType": 16,      | "payloadType": 16, "pay\\u006coadType": 16,   | /exposures/0/payloadType
      "data": "AAEC           | "data": "AAE                                  | /exposures/0/data
      DA0ODw"                 | DA0ODw=="                                     | /exposures/0/data
      DA0ODw"                 | DA0ODx"                                       | /exposures/0/data
      DA0ODw"                 | DA0OD+"                                       | /exposures/0/data
      DA0ODw"                 | DA0O/w"                                       | /exposures/0/data
      DA0ODw"                 | DA0O\\/w"                                     | /exposures/0/data
      DA0ODw"                 | DA0O\\u00e9w"                                 | /exposures/0/data
      DA0ODw"                 | DA0O w"                                       | /exposures/0/data
      DA0ODw"                 | DA0Oéw"                                       | /exposures/0/data
      "AAECAwQFBgcICQoLDA0ODw" | ""                                           | /exposures/0/data
      "AAECAwQFBgcICQoLDA0ODw" | []                                           | /exposures/0/data
      "date": "2026-11-20"    | "date": "2026-11-31"                          | /exposures/0/date
      "date": "2026-11-20"    | "date": "2149-06-07"                          | /exposures/0/date
      "date": "2026-11-20"    | "date": "20261120"                            | /exposures/0/date
      "date": "2026-11-20"    | "date": "2026-13-01"                          | /exposures/0/date
      "date": "2026-11-20"    | "date": 20778                                 | /exposures/0/date
      "date": "2026-11-20",   | ``                                            | /exposures/0/date
      "confirmed-test", "riskScore": 12 | "tested", "riskScore": 12           | /exposures/0/riskType
      "confirmed-test", "riskScore": 12 | 1, "riskScore": 12                  | /exposures/0/riskType
      "confirmed-test", "riskScore": 12 | 256, "riskScore": 12                | /exposures/0/riskType
      12.34                   | -12.34                                        | /exposures/0/riskScore
      12.34                   | -0                                            | /exposures/0/riskScore
      12.34                   | +1                                            | /exposures/0/riskScore
      12.34                   | 012                                           | /exposures/0/riskScore
      12.34                   | 12.                                           | /exposures/0/riskScore
      12.34                   | .5                                            | /exposures/0/riskScore
      12.34                   | 1e                                            | /exposures/0/riskScore
      12.34                   | 1e+                                           | /exposures/0/riskScore
      12.34                   | 1.2.3                                         | /exposures/0/riskScore
      12.34                   | NaN                                           | /exposures/0/riskScore
      12.34                   | "12.34"                                       | /exposures/0/riskScore
      "briers-2020"           | "briers"                                      | /exposures/0/riskMechanism
      "briers-2020"           | 2                                             | /exposures/0/riskMechanism
      "briers-2020"           | 2.5                                           | /exposures/0/riskMechanism
      , "riskMechanism": "briers-2020" | ``                                   | /exposures/0/riskMechanism
      "payloadType": 48       | "payloadType": 56                             | /venueExposures/0/payloadType
      "payloadType": 48       | "payloadType": 47                             | /venueExposures/0/payloadType
      "venue": 123456         | "venue": 4294967296                           | /venueExposures/0/venue
      "venue": 123456         | "venue": 1, "date": "2026-11-20"              | /venueExposures/0/date
      T18:00:00Z              | T18:00:00.000Z                                | /venueExposures/0/start
      "2026-11-20T18:00:00Z"  | "2106-02-07T06:28:16Z"                        | /venueExposures/0/start
      "end": "2026-11-20T19:30:00Z", | ``                                     | /venueExposures/0/end
      , "data": "EAVBZGFtcw"  | ``                                            | /venueExposures/0/data
      "venueExposures"        | "origin": {}, "venueExposures"                | /origin
      """)
  void saysWhatIsWrongAndWhere(String part, String instead, String pointer) {
    assertTrue(WHOLE.contains(part), part);
    String broken = WHOLE.replaceFirst(
        java.util.regex.Pattern.quote(part),
        java.util.regex.Matcher.quoteReplacement(instead.replace("\\\\", "\\")));
    assertEquals("bad-json " + pointer, ReadDocument.refusal(broken));
    assertEquals("bad-json " + pointer, ReadDocument.refusal(broken.getBytes(UTF_8), 1));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      "x": 01        | ``
      "x": 1.        | ``
      "x": -         | ``
      "x": 1e        | ``
      "x": tru       | ``
      "x": truer     | ``
      "x": nulL      | ``
      "x": [1,]      | ``
      "x": [1 2]     | ``
      "x": [}        | ``
      "x": {"a" 1}   | ``
      "x": {"a":1,}  | ``
      "x": {a:1}     | ``
      "x": "\\x"     | ``
      "x": "\\u12g4" | ``
      "x": "\\ud800" | ``
      "x": "\\ud800x" | ``
      "x": "\\ud800\\n" | ``
      "x": "\\ud800\\ud800" | ``
      "x": "\\udc00" | ``
      "\\ud800": 1   | ``
      "x\\q": 1      | ``
      "x": 'y'       | ``
      """)
  void whatMeansNothingHasToBeJsonToo(String ignored) {
    String inDocument = "{" + ignored.replace("\\\\", "\\") + ", " + HEADER + "}";
    assertEquals("bad-json ", ReadDocument.refusal(inDocument));
    String inRecord = WHOLE.replace("\"venue\":", ignored.replace("\\\\", "\\") + ", \"venue\":");
    assertEquals("bad-json /venueExposures/0", ReadDocument.refusal(inRecord));
  }

  @Test
  void textIsUtf8() {
    byte[][] broken = {
      {(byte) 0x80},
      {(byte) 0xC0, (byte) 0x80},
      {(byte) 0xC3, 'x'},
      {(byte) 0xE0, (byte) 0x9F, (byte) 0x80},
      {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
      {(byte) 0xF0, (byte) 0x8F, (byte) 0x80, (byte) 0x80},
      {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
      {(byte) 0xF8, (byte) 0x88, (byte) 0x80, (byte) 0x80},
      {0x1F},
      {'\n'}
    };
    for (byte[] bytes : broken) {
      String text = new String(bytes, ISO_8859_1);
      String inName = "{\"a" + text + "\": 1, " + HEADER + "}";
      String inValue = "{\"a\": \"" + text + "\", " + HEADER + "}";
      assertEquals("bad-json ", ReadDocument.refusal(inName.getBytes(ISO_8859_1), 1_000));
      assertEquals("bad-json ", ReadDocument.refusal(inValue.getBytes(ISO_8859_1), 1_000));
    }
    String sound =
        "{\"a\": \"\u007f\u0080\u07ff\u0800\ud7ff\ue000\uffff\ud800\udc00\udbff\udfff\", ";
    assertEquals("none", ReadDocument.refusal(sound + HEADER + "}"));
  }

  @Test
  void aMarkOfByteOrderIsNoPartOfADocument() {
    assertEquals("bad-json ", ReadDocument.refusal("\ufeff" + WHOLE));
  }

  @Test
  void nothingButSpaceMayFollow() {
    assertEquals("none", ReadDocument.refusal(" \t\r\n" + WHOLE + " \t\r\n"));
    assertEquals("trailing-bytes ", ReadDocument.refusal(WHOLE + " {}"));
    assertEquals("trailing-bytes ", ReadDocument.refusal(WHOLE + "\0"));
    var refused = assertThrows(DecodeException.class, () -> ReadDocument.of(WHOLE + " ]"));
    assertEquals(WHOLE.length() + 1, refused.offset());
  }

  @Test
  void otherValuesAreNoBatch() {
    for (String document : new String[] {"[]", "null", "3", "\"x\"", "}", "{]"}) {
      assertEquals("bad-json ", ReadDocument.refusal(document));
    }
    assertEquals("bad-json /batch", ReadDocument.refusal("{}"));
  }

  @Test
  void isTruncatedWhereverItEndsEarly() {
    byte[] document = WHOLE.getBytes(UTF_8);
    for (int length = 0; length < document.length; length++) {
      byte[] cut = Arrays.copyOf(document, length);
      for (int size : new int[] {Integer.MAX_VALUE, 1}) {
        String refusal = ReadDocument.refusal(cut, size);
        assertTrue(refusal.startsWith("truncated "), length + ": " + refusal);
      }
    }
  }

  @Test
  void anotherByteAnywhereIsNeverWorseThanARefusal() {
    byte[] document = WHOLE.getBytes(UTF_8);
    byte[] others = {0, ' ', '"', '\\', ',', '}', ']', '9', '-', 'e', (byte) 0x80, (byte) 0xFF};
    int refused = 0;
    for (int index = 0; index < document.length; index++) {
      byte original = document[index];
      for (byte other : others) {
        document[index] = other;
        if (!ReadDocument.refusal(document, 50).equals("none")) refused++;
      }
      document[index] = original;
    }
    assertTrue(refused > document.length * others.length / 2, "refused=" + refused);
  }

  @Test
  void aFaultHasItsOffset() {
    int offset = WHOLE.indexOf("2026-11-20T18") - 1;
    String broken = WHOLE.replace("2026-11-20T18", "2026-11-20X18");
    for (int size : new int[] {1, 100, 10_000}) {
      var refused =
          assertThrows(DecodeException.class, () -> ReadDocument.of(broken.getBytes(UTF_8), size));
      assertEquals("/venueExposures/0/start", refused.pointer().orElseThrow());
      assertTrue(
          refused.offset() >= offset && refused.offset() <= offset + 22,
          refused.offset() + " for " + offset);
    }
  }

  @Test
  void aRecordIsCountedInItsOwnArray() {
    String broken = VENUE.replace("30,", "-30,");
    String document = Documents.document(EXPOSURE + "," + EXPOSURE, VENUE + "," + broken);
    assertEquals("bad-json /venueExposures/1/riskScore", ReadDocument.refusal(document));
  }
}
