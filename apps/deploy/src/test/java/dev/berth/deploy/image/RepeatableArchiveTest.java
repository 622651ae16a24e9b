package dev.berth.deploy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RepeatableArchiveTest {
    private static final int MAGIC = 0xf00baba2;
    private static final int TIME_AT = 8192;

    @TempDir Path folder;

    private Path archive(String name, int checksum, long time, int bytes) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        content.putInt(0, MAGIC).putInt(4, checksum).putLong(TIME_AT, time);
        content.putLong(TIME_AT + 8, 77);
        return Files.write(folder.resolve(name), content.array());
    }

    @Test
    void of_archivesThatDifferInTimesAndChecksums_clearsThese() throws IOException {
        Path first = archive("1", 11, 5_000, 16_384);
        RepeatableArchive.of(first, archive("2", 22, 6_500, 16_384));

        assertThat(first).hasSameBinaryContentAs(archive("3", 0, 0, 16_384));
    }

    @Test
    void of_archivesThatDifferOtherwise_isRefused() throws IOException {
        Path first = archive("1", 11, 5_000, 16_384);

        assertThatThrownBy(() -> RepeatableArchive.of(first, archive("2", 11, -3, 16_384)))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith(
                        "image-build-failed: two caches of the same classes differ");
        assertThatThrownBy(() -> RepeatableArchive.of(first, archive("2", 11, 5_000, 20_480)))
                .hasMessageContaining("sizes 16384 and 20480");
    }
}
