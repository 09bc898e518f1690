package godwit.bridge.feed.net;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLException;

/// A host and port with its PEM files, to listen at or to connect to.
///
/// @param certificate the own one, with `key`
/// @param trust whose certificates count for the other side; for a listener, that a client shows
/// one
public record Endpoint(
    String host, int port, Optional<Path> certificate, Optional<Path> key, Optional<Path> trust) {
  /// For a listener; empty where it is without TLS.
  public Optional<SslContext> server() throws IOException {
    if (certificate.isEmpty() || key.isEmpty()) return Optional.empty();
    require(certificate.get());
    require(key.get());
    try {
      SslContextBuilder builder = SslContextBuilder.forServer(
              certificate.get().toFile(), key.get().toFile())
          .protocols("TLSv1.3", "TLSv1.2");
      if (trust.isPresent()) {
        require(trust.get());
        builder.trustManager(trust.get().toFile()).clientAuth(ClientAuth.OPTIONAL);
      }
      return Optional.of(builder.build());
    } catch (SSLException | IllegalArgumentException e) {
      throw new IOException(certificate.get() + " and its key do not fit", e);
    }
  }

  /// For a connection; empty where it is without TLS.
  public Optional<SslContext> client() throws IOException {
    if (trust.isEmpty()) return Optional.empty();
    require(trust.get());
    try {
      SslContextBuilder builder = SslContextBuilder.forClient()
          .protocols("TLSv1.3", "TLSv1.2")
          .endpointIdentificationAlgorithm("HTTPS")
          .trustManager(trust.get().toFile());
      if (certificate.isPresent() && key.isPresent()) {
        require(certificate.get());
        require(key.get());
        builder.keyManager(certificate.get().toFile(), key.get().toFile());
      }
      return Optional.of(builder.build());
    } catch (SSLException | IllegalArgumentException e) {
      throw new IOException(trust.get() + " cannot be used", e);
    }
  }

  private static void require(Path file) throws IOException {
    if (!Files.isReadable(file)) throw new IOException(file + " cannot be read");
  }
}
