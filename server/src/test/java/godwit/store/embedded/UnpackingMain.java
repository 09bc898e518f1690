package godwit.store.embedded;

import java.io.IOException;
import java.nio.file.Path;

/// A process that unpacks the PostgreSQL programs and says where they are.
final class UnpackingMain {
  private UnpackingMain() {}

  public static void main(String[] arguments) throws IOException {
    System.out.println("home " + PostgresBinaries.unpackedBelow(Path.of(arguments[0])));
  }
}
