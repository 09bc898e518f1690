package godwit.intake;

import java.nio.ByteBuffer;

/// The body of a request, read by somebody who asks for each piece of it.
///
/// Used on the event loop of its connection only. What nobody has asked for waits in the network,
/// but for what had been read already: a bounded few pieces.
public interface Body {
  /// Who reads a body. Each is called on the event loop of the connection.
  interface Reader {
    /// Takes what it asked for. The bytes are valid until the next piece is asked for, or the body
    /// is let go.
    void piece(ByteBuffer bytes);

    /// Is told that the body is over.
    void end();

    /// Is told that the body will never be over.
    void failed(Throwable failure);
  }

  /// Begins to read. Nothing comes before it is asked for.
  void readBy(Reader reader);

  /// Asks for one more piece, or the end. It may come before this returns.
  void ask();

  /// Says that the reader needs nothing more; what still comes is dropped.
  void letGo();
}
