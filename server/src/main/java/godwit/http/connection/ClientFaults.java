package godwit.http.connection;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.codec.http2.Http2Exception;
import io.vertx.core.http.HttpServerRequest;

/// What Netty says of a client that does not speak HTTP as it should.
public final class ClientFaults {
  private ClientFaults() {}

  /// Whether a body or stream broke for what the client sent.
  public static boolean isOne(Throwable failure) {
    return failure instanceof Http2Exception
        || failure instanceof DecoderException
        || failure instanceof NumberFormatException; // a chunk's size
  }

  /// The status that answers a request whose head could not be read.
  public static int status(HttpServerRequest unreadable) {
    return switch (unreadable.decoderResult().cause()) {
      case TooLongHttpLineException _ -> 414;
      case TooLongHttpHeaderException _ -> 431;
      default -> 400;
    };
  }
}
