package godwit.codec.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.DecodeException;
import godwit.codec.batch.Pieces;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class ContactJsonReaderTest {
  private static final int WHOLE = Integer.MAX_VALUE;
  private static final int MEGABYTES = 4 << 20;

  @ParameterizedTest(name = "{0}: {5}")
  @CsvFileSource(resources = "/vectors/contact-json.csv", numLinesToSkip = 1)
  void readsAsPublished(
      String name, String hex, String digest, long records, int blocks, String note) {
    byte[] document = ContactDocuments.golden(name);
    for (int size : new int[] {WHOLE, 1, 7, 300}) {
      ReadDocument read = ReadDocument.ofContacts(document, size);
      assertEquals(hex, HexFormat.of().formatHex(read.octets.toByteArray()), note);
      assertEquals(digest, HexFormat.of().formatHex(read.digest), note);
      assertEquals(records, read.end.orElseThrow().total(), note);
      assertEquals(blocks, read.headers.size(), note);
    }
  }

  @Test
  void eachCutIsTruncated() {
    byte[] document = ContactDocuments.document(ContactDocuments.CONTACT).getBytes(UTF_8);
    for (int size = 0; size < document.length; size++) {
      String cut = new String(document, 0, size, UTF_8);
      String refusal = ReadDocument.refusalOfContacts(cut.getBytes(UTF_8), WHOLE);
      assertTrue(refusal.startsWith("truncated "), cut + ": " + refusal);
    }
    assertEquals("none", ReadDocument.refusalOfContacts(document, WHOLE));
  }

  @ParameterizedTest(name = "{0} -> {1}: {2}")
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      "batch":                   | "btach":               | bad-json /batch
      "created":                 | "made":                | bad-json /created
      09:30:00.000Z              | 09:30:00Z              | bad-json /created
      3f1c9a5e                   | 3f1c9a5                | bad-json /batch
      "contacts": [              | "contacts": {          | bad-json /contacts
      "contacts":                | "batch":               | bad-json /batch
      {"payload":                | 5, {"payload":         | bad-json /contacts/0
      ]}]}                       | ]},]}                  | bad-json /contacts/1
      ]}]}                       | ]}],}                  | `bad-json `
      ]}]}                       | ]}]}}                  | `trailing-bytes `
      "payload":                 | "paylaod":             | bad-json /contacts/0/payload
      "EAJC                      | "EAJ+                  | bad-json /contacts/0/payload
      "EAJC                      | "EAJCA                 | bad-json /contacts/0/payload
      "start":                   | "begin":               | bad-json /contacts/0/start
      "end":                     | "start":               | bad-json /contacts/0/start
      18:00:00Z                  | 18:00:00.000Z          | bad-json /contacts/0/start
      18:10:00Z                  | 18:10:60Z              | bad-json /contacts/0/end
      2026-11-20T18:10           | 2106-02-08T18:10       | bad-json /contacts/0/end
      [[0, -61]                  | [0, [-61]              | bad-json /contacts/0/readings
      [[0, -61]                  | [[65536, -61]          | bad-json /contacts/0/readings
      [[0, -61]                  | [[-1, -61]             | bad-json /contacts/0/readings
      [[0, -61]                  | [[0, -129]             | bad-json /contacts/0/readings
      [[0, -61]                  | [[0, 128]              | bad-json /contacts/0/readings
      [[0, -61]                  | [[0, -0]               | bad-json /contacts/0/readings
      [[0, -61]                  | [[0, 1.0]              | bad-json /contacts/0/readings
      [[0, -61]                  | [[0]                   | bad-json /contacts/0/readings
      [[0, -61]                  | [[0, 1, 2]             | bad-json /contacts/0/readings
      [[0, -61]                  | [[]                    | bad-json /contacts/0/readings
      [30, -58]]                 | ]                      | bad-json /contacts/0/readings
      "rssi": -56                | "rssi": "-56"          | bad-json /contacts/0/rssi
      "rssi": -56                | "rssi": -              | bad-json /contacts/0/rssi
      "rssi": -56                | "rssi": --56           | bad-json /contacts/0/rssi
      "rssi": -56                | "rssi": 128            | bad-json /contacts/0/rssi
      "rssi": -56                | "rssi": null           | bad-json /contacts/0/rssi
      "rssi":                    | "txPower":             | bad-json /contacts/0/txPower
      "txPower": 12              | "txPower": 1e1         | bad-json /contacts/0/txPower
      "txPower": 12              | "txPower": -129        | bad-json /contacts/0/txPower
      "iPhone7,2"                | 72                     | bad-json /contacts/0/model
      "iPhone7,2"                | "\\ud83d"              | bad-json /contacts/0/model
      "iPhone7,2"                | "\\x"                  | bad-json /contacts/0/model
      "sections": [              | "sections": [1,        | bad-json /contacts/0/sections/0
      "sections": [              | "sections": [[],       | bad-json /contacts/0/sections/0
      {"code": 1,                | {                      | bad-json /contacts/0/sections/0/code
      {"code": 1,                | {"code": 256,          | bad-json /contacts/0/sections/0/code
      {"code": 1,                | {"code": -1,           | bad-json /contacts/0/sections/0/code
      {"code": 1,                | {"code": 64,           | bad-json /contacts/0/sections/0/code
      {"code": 1,                | {"code": 65,           | bad-json /contacts/0/sections/0/code
      {"code": 1,                | {"code": 66,           | bad-json /contacts/0/sections/0/code
      {"code": 1,                | {"code": 128,          | bad-json /contacts/0/sections/0/code
      {"code": 1,                | {"code": 1, "code": 2, | bad-json /contacts/0/sections/0/code
      {"code": 1,                | {"data": "AA",         | bad-json /contacts/0/sections/0/data
      , "data": "AA"}            | }                      | bad-json /contacts/0/sections/0/data
      "data": "AA"}              | "data": "AB"}          | bad-json /contacts/0/sections/0/data
      "data": "AA"}              | "data": "AA"}, {}      | bad-json /contacts/0/sections/1/data
      "data": "AA"}              | "data": "AA"},         | bad-json /contacts/0/sections/1
      """)
  void saysWhatIsWrongAndWhere(String part, String other, String refusal) {
    String document = ContactDocuments.document(ContactDocuments.CONTACT);
    String changed = document.replace(part, other);
    assertFalse(changed.equals(document), part);
    for (int size : new int[] {WHOLE, 1, 5}) {
      assertEquals(refusal, ReadDocument.refusalOfContacts(changed.getBytes(UTF_8), size));
    }
  }

  @Test
  void headerMembersComeFirst() {
    String late = "{\"contacts\": [], " + ContactDocuments.HEADER + "}";
    assertEquals("bad-json /batch", ReadDocument.refusalOfContacts(late.getBytes(UTF_8), WHOLE));
    assertEquals("bad-json /batch", ReadDocument.refusalOfContacts("{}".getBytes(UTF_8), WHOLE));
  }

  @Test
  void aTextIsMeasuredInUtf8() {
    String longest = "é".repeat(127) + "x";
    for (String text : new String[] {longest, longest.replace("é", "\\u00e9")}) {
      assertEquals("none", refusal(ContactDocuments.CONTACT.replace("iPhone7,2", text)));
      assertEquals(
          "bad-json /contacts/0/model",
          refusal(ContactDocuments.CONTACT.replace("iPhone7,2", text + "y")));
    }
    assertEquals(
        "bad-json /contacts/0/model",
        refusal(ContactDocuments.CONTACT.replace("iPhone7,2", "x".repeat(20_000))));
  }

  @Test
  void aRecordIsAsLongAsOctetsAllow() {
    /* 10 fixed, 21 payload, 8 + 3 + 3 + 11 sections, 3 of a section: the rest may be readings. */
    String reading = "[1,-1]";
    int most = 0;
    for (int readings : new int[] {21_600, 21_700, 21_800, 22_000}) {
      String contact = ContactDocuments.CONTACT.replace(
          "[[0, -61], [30, -58]]",
          "[" + String.join(",", Collections.nCopies(readings, reading)) + "]");
      if (refusal(contact).equals("none")) most = readings;
    }
    assertEquals(21_600, most);
    String payload = "A".repeat(87_380);
    assertEquals(
        "bad-json /contacts/0",
        refusal(ContactDocuments.CONTACT.replace(ContactDocuments.PAYLOAD, payload)));
    String section = "{\"code\": 9, \"data\": \"" + "A".repeat(340) + "\"}";
    assertEquals(
        "none",
        refusal(ContactDocuments.CONTACT.replace("{\"code\": 1, \"data\": \"AA\"}", section)));
    assertEquals(
        "bad-json /contacts/0/sections/0/data",
        refusal(ContactDocuments.CONTACT.replace(
            "{\"code\": 1, \"data\": \"AA\"}", section.replace("AAAA\"}", "AAAAAA\"}"))));
    assertEquals(
        "bad-json /contacts/0/sections/255",
        refusal(ContactDocuments.CONTACT.replace(
            "{\"code\": 1, \"data\": \"AA\"}",
            String.join(",", Collections.nCopies(256, section)))));
  }

  @Test
  void aBlockIsAsFullAsTheLimitsAllow() {
    String small = "{\"payload\":\"\",\"start\":\"2026-11-20T18:00:00Z\","
        + "\"end\":\"2026-11-20T18:00:00Z\"}";
    int most = 262_144 / 12;
    ReadDocument read = ReadDocument.ofContacts(
        ContactDocuments.document(String.join(",", Collections.nCopies(most + 1, small)))
            .getBytes(UTF_8),
        WHOLE);
    assertEquals(
        List.of(most, 1), read.headers.stream().map(each -> (int) each.count()).toList());
    assertEquals(List.of("/contacts/0", "/contacts/" + most), read.pointers);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      {                                        | ` `
      {"                                       | A
      WHOLE{"payload": "                       | A
      WHOLE{"model": "                         | A
      WHOLE{"readings": [[0, 0]                | , [1, 1]
      WHOLE{"sections": [{"code":1,"data":""}  | , {"code":1,"data":"AA"}
      WHOLE{"sections": [{"data": "            | A
      WHOLE{"rssi": -1                         | 0
      WHOLE{"note": [0                         | ,1
      """)
  void nothingGrowsWithWhatComes(String start, String repeated) {
    var lender = new BatchJsonMemoryTest.Lender(0);
    ReadDocument read = ReadDocument.contacts(lender);
    String from = start.replace("WHOLE", "{" + ContactDocuments.HEADER + ", \"contacts\": [");
    byte[] first = from.getBytes(UTF_8);
    byte[] more = repeated.repeat(1_000).getBytes(UTF_8);
    try {
      read.reader().feed(first, 0, first.length);
      for (int fed = 0; fed < MEGABYTES; fed += more.length) {
        assertEquals(more.length, read.reader().feed(more, 0, more.length));
      }
      read.reader().end();
      throw new AssertionError("taken");
    } catch (DecodeException refused) {
      assertFalse(refused.pointer().isEmpty());
    }
    assertTrue(lender.most <= Pieces.SMALL_BYTES + Pieces.MEDIUM_BYTES, "most=" + lender.most);
    read.reader().release();
    assertEquals(0, lender.lent);
  }

  @Test
  void waitsWhereverNoMemoryIsToBeHad() {
    String readings = "[" + String.join(",", Collections.nCopies(20_000, "[1,-1]")) + "]";
    String large = ContactDocuments.CONTACT.replace("[[0, -61], [30, -58]]", readings);
    byte[] document = ContactDocuments.document(String.join(",", Collections.nCopies(9, large))
            + "," + String.join(",", Collections.nCopies(5_000, ContactDocuments.CONTACT)))
        .getBytes(UTF_8);
    var lender = new BatchJsonMemoryTest.Lender(3);
    ReadDocument read = ReadDocument.contacts(lender);
    int waits = 0;
    for (int offset = 0; offset < document.length; ) {
      int length = Math.min(10_000, document.length - offset);
      int taken = read.reader().feed(document, offset, length);
      if (taken < length) waits++;
      offset += taken;
    }
    while (!read.reader().end()) waits++;
    read.reader().release();
    assertTrue(waits > 3, "waits=" + waits);
    assertArrayEquals(
        ReadDocument.ofContacts(document, WHOLE).octets.toByteArray(), read.octets.toByteArray());
  }

  private static String refusal(String contact) {
    return ReadDocument.refusalOfContacts(
        ContactDocuments.document(contact).getBytes(UTF_8), 50_000);
  }
}
