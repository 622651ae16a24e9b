package dev.berth.deploy.image;

import static java.nio.charset.StandardCharsets.UTF_8;
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
    private static final int PATH_AT = 9001;
    private static final Path FOLDER = Path.of("/folder");

    @TempDir Path folder;

    private Path archive(String name, int checksum, long time, int bytes) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        content.putInt(0, MAGIC).putInt(4, checksum).putLong(TIME_AT, time);
        content.putLong(TIME_AT + 8, 77);
        content.put(PATH_AT, (name.equals("3") ? "-------" : FOLDER.toString()).getBytes(UTF_8));
        return Files.write(folder.resolve(name), content.array());
    }

    @Test
    void of_archivesThatDifferInTimesAndChecksums_clearsTheseAndTheFolder() throws IOException {
        Path first = archive("1", 11, 5_000, 16_384);
        RepeatableArchive.of(first, archive("2", 22, 6_500, 16_384), FOLDER);

        assertThat(first).hasSameBinaryContentAs(archive("3", 0, 0, 16_384));
    }

    @Test
    void of_archivesThatDifferOtherwise_isRefused() throws IOException {
        Path first = archive("1", 11, 5_000, 16_384);

        assertThatThrownBy(() -> RepeatableArchive.of(first, archive("2", 11, -3, 16_384), FOLDER))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith(
                        "image-build-failed: two caches of the same classes differ");
        assertThatThrownBy(
                        () -> RepeatableArchive.of(first, archive("2", 11, 5_000, 20_480), FOLDER))
                .hasMessageContaining("sizes 16384 and 20480");
    }
}
