package dev.berth.catalog.traffic;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// How bytes of a journal get to the disk, which may be full after some of them.
interface JournalDisk {
    /// Writes all of them and forces them to the disk.
    ///
    /// @throws IOException after as many as there was room for
    void write(FileChannel channel, ByteBuffer bytes, long position) throws IOException;

    /// That of the machine.
    static JournalDisk real() {
        return (channel, bytes, position) -> {
            long end = position - bytes.position();
            while (bytes.hasRemaining()) {
                channel.write(bytes, end + bytes.position());
            }
            channel.force(true);
        };
    }
}
