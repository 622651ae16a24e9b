package dev.berth.jobs;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/// A job that is submitted.
///
/// @param consumer empty for an anonymous caller
/// @param key idempotency key; empty if the caller sends none
/// @param digest of target and body: the same key with another digest is refused
public record JobSubmission(
        JobTarget target,
        String consumer,
        Optional<String> key,
        String digest,
        JobOptions options,
        List<Block> blocks) {
    public JobSubmission {
        blocks = List.copyOf(blocks);
    }

    /// Records that are predicted together.
    ///
    /// @param body as `:predict` takes it: `{"records": [...]}`
    public record Block(int records, ByteBuffer body) {
        public Block {
            body = body.asReadOnlyBuffer();
        }
    }

    /// How many records it has.
    public int records() {
        return blocks.stream().mapToInt(Block::records).sum();
    }

    /// How many bytes these have.
    public long bytes() {
        return blocks.stream().mapToLong(block -> block.body().remaining()).sum();
    }
}
