package godwit.store.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UntarTest {
  @TempDir
  Path around;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8");

  @Test
  void keepsFoldersContentLinksAndTheExecutableBit() throws IOException {
    file("bin/program", 0755, "run");
    file("lib/library.so.1", 0644, "library");
    link("lib/library.so", "library.so.1");
    Path folder = untar();
    assertEquals("run", Files.readString(folder.resolve("bin/program")));
    assertTrue(Files.isExecutable(folder.resolve("bin/program")));
    assertFalse(Files.isExecutable(folder.resolve("lib/library.so.1")));
    assertEquals(Path.of("library.so.1"), Files.readSymbolicLink(folder.resolve("lib/library.so")));
    assertEquals("library", Files.readString(folder.resolve("lib/library.so")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../outside", "a/../../outside", ".."})
  void refusesAPathThatLeavesTheFolder(String name) throws IOException {
    file(name, 0644, "x");
    assertThrows(IOException.class, this::untar);
    assertFalse(Files.exists(around.resolve("outside")));
  }

  @ParameterizedTest
  @CsvSource({"link,../outside", "link,/etc/passwd", "a/link,../../outside"})
  void refusesALinkThatLeavesTheFolder(String name, String target) throws IOException {
    link(name, target);
    assertThrows(IOException.class, this::untar);
  }

  @Test
  void refusesAFileBelowALink() throws IOException {
    file("real/file", 0644, "x");
    link("alias", "real");
    file("alias/other", 0644, "x");
    assertThrows(IOException.class, this::untar);
    assertFalse(Files.exists(around.resolve("folder/real/other")));
  }

  @Test
  void refusesToReplaceAFile() throws IOException {
    file("file", 0644, "first");
    file("file", 0644, "second");
    assertThrows(IOException.class, this::untar);
  }

  @ParameterizedTest
  @ValueSource(bytes = {TarConstants.LF_LINK, TarConstants.LF_CHR, TarConstants.LF_FIFO})
  void refusesWhatIsNeitherFileNorFolderNorSymbolicLink(byte kind) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry("entry", kind);
    entry.setLinkName("other");
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
    assertThrows(IOException.class, this::untar);
  }

  private void file(String name, int mode, String content) throws IOException {
    byte[] body = content.getBytes(UTF_8);
    TarArchiveEntry entry = new TarArchiveEntry(name, true);
    entry.setMode(0100000 | mode);
    entry.setSize(body.length);
    tar.putArchiveEntry(entry);
    tar.write(body);
    tar.closeArchiveEntry();
  }

  private void link(String name, String target) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
    entry.setLinkName(target);
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
  }

  private Path untar() throws IOException {
    tar.close();
    Path folder = Files.createDirectory(around.toRealPath().resolve("folder"));
    Untar.into(folder, new ByteArrayInputStream(bytes.toByteArray()));
    return folder;
  }
}
