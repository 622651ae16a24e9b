package dev.berth.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestBodyAggregatorTest {
    private final List<Buffer> pieces = new ArrayList<>();

    @Test
    void append_singleBytes_areGatheredInFewBuffers() {
        for (int i = 0; i < 600_000; i++) {
            RequestBodyAggregator.append(pieces, Buffer.buffer(new byte[] {(byte) i}));
        }

        assertThat(pieces).hasSizeLessThan(4);
        assertThat(pieces.stream().mapToInt(Buffer::length).sum()).isEqualTo(600_000);
        assertThat(pieces.getFirst().getByte(1234)).isEqualTo((byte) 1234);
    }

    @Test
    void append_largeChunks_areKeptAsTheyAre() {
        var first = Buffer.buffer(new byte[64 << 10]);
        var second = Buffer.buffer(new byte[64 << 10]);
        RequestBodyAggregator.append(pieces, first);
        RequestBodyAggregator.append(pieces, second);

        assertThat(pieces).containsExactly(first, second);
        assertThat(pieces.getFirst()).isSameAs(first);
    }
}
