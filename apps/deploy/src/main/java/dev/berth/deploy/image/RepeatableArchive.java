package dev.berth.deploy.image;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/// An archive of classes without what depends on when and where it was made.
///
/// The JVM archives soft references with the time, in milliseconds since the machine's start, at
/// which they were last used, and writes checksums over it. Nothing else differs between two
/// archives of the same inputs. So each word in which two archives differ is set to 0: a soft
/// reference that was last used long ago, and a checksum that the JVM compares only with
/// `-XX:+VerifySharedSpaces`. Any other difference is refused. The path of the Java runtime is in
/// an archive too, and is overwritten; the JVM looks at the size and time of what lies there now.
final class RepeatableArchive {
    /// The archive's header, which has the checksums.
    private static final int HEADER_BYTES = 4096;

    /// The magic number at the beginning, before the header's own checksum.
    private static final int MAGIC_BYTES = 4;

    /// Two archives are made within this time.
    private static final long APART_MILLIS_MAX = 30 * 60 * 1000;

    private RepeatableArchive() {}

    /// Removes from the first archive what differs in the second.
    ///
    /// @param folder in which both were made
    /// @throws ProblemException `image-build-failed` if something else differs than times and
    ///   checksums
    static void of(Path first, Path second, Path folder) throws IOException {
        try (var one = FileChannel.open(first, StandardOpenOption.READ, StandardOpenOption.WRITE);
                var other = FileChannel.open(second, StandardOpenOption.READ)) {
            if (one.size() != other.size()) {
                throw notRepeatable("sizes " + one.size() + " and " + other.size());
            }
            MappedByteBuffer kept = one.map(MapMode.READ_WRITE, 0, one.size());
            MappedByteBuffer compared = other.map(MapMode.READ_ONLY, 0, other.size());
            kept.order(ByteOrder.LITTLE_ENDIAN);
            compared.order(ByteOrder.LITTLE_ENDIAN);
            clearChecksums(kept, compared);
            clearTimes(kept, compared);
            overwrite(kept, folder.toString().getBytes(StandardCharsets.UTF_8));
            kept.force();
        }
    }

    private static void clearChecksums(MappedByteBuffer kept, MappedByteBuffer compared) {
        for (int i = MAGIC_BYTES; i < HEADER_BYTES; i += Integer.BYTES) {
            if (kept.getInt(i) != compared.getInt(i)) {
                kept.putInt(i, 0);
            }
        }
    }

    private static void clearTimes(MappedByteBuffer kept, MappedByteBuffer compared) {
        for (int i = HEADER_BYTES; i <= kept.limit() - Long.BYTES; i += Long.BYTES) {
            long one = kept.getLong(i);
            long other = compared.getLong(i);
            if (one != other) {
                if (one <= 0 || other < one || other - one > APART_MILLIS_MAX) {
                    throw notRepeatable("words " + one + " and " + other + " at " + i);
                }
                kept.putLong(i, 0);
            }
        }
    }

    private static void overwrite(MappedByteBuffer kept, byte[] path) {
        byte[] filler = new byte[path.length];
        Arrays.fill(filler, (byte) '-');
        for (int i = 0; i <= kept.limit() - path.length; i++) {
            if (kept.get(i) == path[0] && startsWith(kept, i, path)) {
                kept.put(i, filler);
            }
        }
    }

    private static boolean startsWith(MappedByteBuffer content, int at, byte[] expected) {
        for (int i = 0; i < expected.length; i++) {
            if (content.get(at + i) != expected[i]) {
                return false;
            }
        }
        return true;
    }

    private static ProblemException notRepeatable(String what) {
        return new ProblemException(
                ProblemCode.IMAGE_BUILD_FAILED,
                "two caches of the same classes differ: " + what,
                "build without the cache (--no-class-cache), or with the JDK that Berth names");
    }
}
