package godwit.codec.fuzz;

import godwit.codec.air.AirFuzzTest;
import godwit.codec.batch.BatchFuzzTest;
import godwit.codec.json.BatchJsonFuzzTest;
import godwit.codec.json.ContactJsonFuzzTest;
import godwit.codec.payload.BlueTraceFuzzTest;
import godwit.codec.payload.ExtendedDataFuzzTest;
import godwit.codec.payload.PayloadFuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What is fuzzed, the golden bytes it starts from, and how long its inputs may be.
///
/// A target in another module has its own list: the fuzzer sees the classes of one module alone.
enum FuzzTarget {
  BATCH(BatchFuzzTest.Target.class, 4_096, "batch", "010007"),
  PAYLOAD(PayloadFuzzTest.Target.class, 600, "payload", ""),
  EXTENDED_DATA(ExtendedDataFuzzTest.Target.class, 512, "extended", ""),
  BLUETRACE(BlueTraceFuzzTest.Target.class, 600, "payload", "03"),
  AIR(AirFuzzTest.Target.class, 64, "advert|gatt", ""),
  JSON(BatchJsonFuzzTest.Target.class, 4_096, "batch-json", "1f"),
  CONTACT_JSON(ContactJsonFuzzTest.Target.class, 4_096, "contact-json", "1f");

  private static final Pattern VECTOR =
      Pattern.compile("\"kind\": \"(\\w+)\", \"hex\": \"([0-9a-f]*)\"");
  private static final Pattern BATCH_ROW = Pattern.compile("^([\\w-]+),([0-9a-f]+),");

  private final Class<?> target;
  private final int maxBytes;
  private final String kinds;
  private final String prefix;

  /// @param kinds of the vectors, as a pattern
  /// @param prefix in hex, for targets whose inputs begin with choices
  FuzzTarget(Class<?> target, int maxBytes, String kinds, String prefix) {
    this.target = target;
    this.maxBytes = maxBytes;
    this.kinds = kinds;
    this.prefix = prefix;
  }

  String className() {
    return target.getName();
  }

  /// Gives one input to the target, in this JVM.
  void call(byte[] input) throws ReflectiveOperationException {
    target.getMethod("fuzzerTestOneInput", byte[].class).invoke(null, (Object) input);
  }

  int maxBytes() {
    return maxBytes;
  }

  /// Writes the golden bytes into a folder, each as a file.
  void seed(Path folder, Path vectors) throws IOException {
    Files.createDirectories(folder);
    int count = 0;
    for (String hex : goldenHex(vectors)) {
      byte[] bytes = HexFormat.of().parseHex(prefix + hex);
      if (bytes.length <= maxBytes) Files.write(folder.resolve("golden-" + count++), bytes);
    }
    if (count == 0) throw new IllegalStateException("no golden bytes for " + this);
  }

  private static List<String> documents(Path folder) throws IOException {
    List<String> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".json")).toList()) {
        all.add(HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
    }
    return all;
  }

  private List<String> goldenHex(Path vectors) throws IOException {
    if (this == JSON || this == CONTACT_JSON) return documents(vectors.resolve(kinds));
    boolean batches = this == BATCH;
    Path file = vectors.resolve(batches ? "batch.csv" : "payload.json");
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .map((batches ? BATCH_ROW : VECTOR)::matcher)
          .filter(Matcher::find)
          .filter(row -> batches || row.group(1).matches(kinds))
          .map(row -> row.group(2))
          // BlueTrace's target writes the header itself.
          .map(hex -> this == BLUETRACE && hex.length() > 10 ? hex.substring(10) : hex)
          .toList();
    }
  }
}
