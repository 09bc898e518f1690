package godwit.perf.limits;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/// Decrypting TLS records of 16 KiB, AES-256-GCM by BoringSSL, from memory to memory.
final class UnwrapPart implements Part {
  private static final String CIPHER = "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384";
  private static final int RECORD_BYTES = 16 * 1024;
  private static final int RECORDS = 256;
  private static final int RECORD_ROOM_BYTES = RECORD_BYTES + 512;
  private static final int HANDSHAKE_STEPS = 100;

  private final SSLEngine sender;
  private final SSLEngine receiver;
  private final ByteBuffer plain = ByteBuffer.allocateDirect(RECORD_BYTES);
  private final ByteBuffer sealed = ByteBuffer.allocateDirect(RECORDS * RECORD_ROOM_BYTES);
  private final ByteBuffer opened = ByteBuffer.allocateDirect(2 * RECORD_ROOM_BYTES);

  /// @param body whose first bytes are encrypted
  /// @param pki with the receiver's certificate and key
  UnwrapPart(byte[] body, Path pki, String stem) throws SSLException {
    SslContext server = SslContextBuilder.forServer(
            pki.resolve(stem + ".pem").toFile(), pki.resolve(stem + ".key").toFile())
        .sslProvider(SslProvider.OPENSSL)
        .protocols("TLSv1.2")
        .ciphers(List.of(CIPHER))
        .build();
    SslContext client = SslContextBuilder.forClient()
        .trustManager(pki.resolve("ca.pem").toFile())
        .sslProvider(SslProvider.OPENSSL)
        .protocols("TLSv1.2")
        .ciphers(List.of(CIPHER))
        .build();
    receiver = server.newEngine(ByteBufAllocator.DEFAULT);
    sender = client.newEngine(ByteBufAllocator.DEFAULT, "localhost", 443);
    plain.put(body, 0, Math.min(body.length, RECORD_BYTES)).rewind();
    shakeHands();
  }

  /* Encrypting is not counted: it is the other side's work. */
  @Override
  public Amount run(long nanos) throws Exception {
    long bytes = 0;
    long elapsed = 0;
    long cpu = 0;
    while (elapsed < nanos) {
      seal();
      long startCpu = THREADS.getCurrentThreadCpuTime();
      long start = System.nanoTime();
      bytes += open();
      elapsed += System.nanoTime() - start;
      cpu += THREADS.getCurrentThreadCpuTime() - startCpu;
    }
    return new Amount(bytes, elapsed / 1e9, cpu / 1e9);
  }

  private void seal() throws SSLException {
    sealed.clear();
    for (int record = 0; record < RECORDS; record++) {
      require(sender.wrap(plain.rewind(), sealed));
    }
    sealed.flip();
  }

  private long open() throws SSLException {
    long bytes = 0;
    while (sealed.hasRemaining()) {
      SSLEngineResult result = receiver.unwrap(sealed, opened.clear());
      require(result);
      bytes += result.bytesProduced();
    }
    return bytes;
  }

  private void shakeHands() throws SSLException {
    sender.beginHandshake();
    receiver.beginHandshake();
    for (int step = 0; step < HANDSHAKE_STEPS; step++) {
      pass(sender, receiver);
      pass(receiver, sender);
      if (isOver(sender) && isOver(receiver)) return;
    }
    throw new SSLException("the handshake does not end");
  }

  /* Carries what one has to say to the other. */
  private void pass(SSLEngine from, SSLEngine to) throws SSLException {
    ByteBuffer nothing = ByteBuffer.allocateDirect(0);
    sealed.clear();
    SSLEngineResult said = from.wrap(nothing, sealed);
    while (said.bytesProduced() > 0) said = from.wrap(nothing, sealed);
    sealed.flip();
    while (sealed.hasRemaining()) {
      to.unwrap(sealed, opened.clear());
      for (Runnable task = to.getDelegatedTask(); task != null; task = to.getDelegatedTask()) {
        task.run();
      }
    }
  }

  private static boolean isOver(SSLEngine engine) {
    return engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NOT_HANDSHAKING;
  }

  private static void require(SSLEngineResult result) throws SSLException {
    if (result.getStatus() != SSLEngineResult.Status.OK) throw new SSLException(result.toString());
  }
}
