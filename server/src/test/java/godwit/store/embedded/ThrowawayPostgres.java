package godwit.store.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// An embedded server whose data may be lost with the machine, as a test's may: it waits for no
/// disk. All else it does as any other does, and it outlives no process that the others would not.
public final class ThrowawayPostgres {
  private ThrowawayPostgres() {}

  /// Starts one on a data folder, whose programs are reached by way of a folder beside it.
  public static EmbeddedPostgres start(Path folder) throws IOException {
    PostgresPrograms real = PostgresPrograms.find();
    Path home = folder.resolveSibling(folder.getFileName() + "-programs");
    Path programs = Files.createDirectories(home.resolve("bin")).toRealPath();
    wrap(real, programs.resolve("initdb"), "--no-sync");
    wrap(real, programs.resolve("postgres"), "-c fsync=off -c full_page_writes=off");
    PostgresPrograms hasty =
        new PostgresPrograms(home.toRealPath(), real.prefix(), real.uid(), real.gid());
    DataFolder data = DataFolder.take(folder);
    try {
      return EmbeddedPostgres.start(data, hasty, _ -> {});
    } catch (IOException | RuntimeException failure) {
      data.close();
      throw failure;
    }
  }

  /* A script of the program's name, that becomes it. */
  private static void wrap(PostgresPrograms real, Path script, String words) throws IOException {
    Path program = real.home().resolve("bin").resolve(script.getFileName());
    Files.write(script, List.of("#!/bin/sh", "exec '" + program + "' \"$@\" " + words));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
