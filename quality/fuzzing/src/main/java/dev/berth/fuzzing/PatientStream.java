package dev.berth.fuzzing;

import java.io.FilterInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;

/// Stream of a socket that retries reads up to a multiple of the socket's timeout.
final class PatientStream extends FilterInputStream {
    private final int timeoutsMax;

    /// Timeout of all attempts.
    static final class Silence extends IOException {
        private static final long serialVersionUID = 1;

        Silence(SocketTimeoutException last) {
            super("silence", last);
        }
    }

    PatientStream(Socket socket, int timeoutsMax) throws IOException {
        super(socket.getInputStream());
        this.timeoutsMax = timeoutsMax;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    /// @throws Silence if nothing arrives
    @Override
    public int read(byte[] bytes, int from, int count) throws IOException {
        for (int timeouts = 1; ; timeouts++) {
            try {
                return super.read(bytes, from, count);
            } catch (SocketTimeoutException e) {
                if (timeouts == timeoutsMax) {
                    throw new Silence(e);
                }
            }
        }
    }
}
