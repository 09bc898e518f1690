package godwit.store.segment;

import io.vertx.core.buffer.Buffer;

/// What a digest is made of, without the blocks.
///
/// @param hashes SHA-256 of each block, end to end
/// @param headers of each block; empty where they are not stored by themselves
public record Outline(Buffer hashes, Buffer headers) {}
