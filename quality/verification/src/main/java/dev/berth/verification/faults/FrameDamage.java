package dev.berth.verification.faults;

import java.util.random.RandomGenerator;

/// Parser of a server's HTTP/2 frames that damages some.
///
/// It damages three places whose corruption a client can detect: the length of a frame exceeds the
/// limit (a connection error); the first byte of a header block becomes an unknown HPACK index (a
/// connection error); the first byte of a body becomes 0xff, which starts neither JSON nor a gRPC
/// message (one response). A digit changed into another would be a valid response: neither HTTP nor
/// gRPC has checksums beyond those of TCP and TLS.
///
/// Source: RFC 9113, section 4.1; RFC 7541, section 6.1. Not thread-safe.
final class FrameDamage {
    private static final int HEADER_BYTES = 9;
    private static final int LENGTH_BYTES = 3;
    private static final int TYPE_AT = 3;
    private static final int DATA = 0;
    private static final int HEADERS = 1;

    /// Share of the damaged frames that lose their length; the others lose their content.
    private static final double LENGTH_SHARE = 0.1;

    /// Index 0.
    private static final byte NO_HEADER = (byte) 0x80;

    private static final byte NO_BODY = (byte) 0xff;

    private final RandomGenerator random;
    private int headerSeen;
    private int length;
    private int type;
    private int payloadSeen;
    private boolean lengthHit;

    FrameDamage(RandomGenerator random) {
        this.random = random;
    }

    /// Scans the next bytes, and damages some in place.
    ///
    /// @param share of frames to damage
    void pass(byte[] bytes, int count, double share) {
        for (int i = 0; i < count; i++) {
            if (headerSeen < HEADER_BYTES) {
                bytes[i] = header(bytes[i], share);
            } else {
                bytes[i] = payload(bytes[i], share);
            }
            if (headerSeen == HEADER_BYTES && payloadSeen == length) {
                headerSeen = 0;
            }
        }
    }

    private byte header(byte seen, double share) {
        if (headerSeen == 0) {
            length = 0;
            payloadSeen = 0;
            lengthHit = random.nextDouble() < share * LENGTH_SHARE;
        }
        if (headerSeen < LENGTH_BYTES) {
            length = length << Byte.SIZE | Byte.toUnsignedInt(seen);
        } else if (headerSeen == TYPE_AT) {
            type = seen;
        }
        headerSeen++;
        return lengthHit && headerSeen <= LENGTH_BYTES ? (byte) 0xff : seen;
    }

    private byte payload(byte seen, double share) {
        payloadSeen++;
        if (payloadSeen > 1 || random.nextDouble() >= share) {
            return seen;
        }
        return switch (type) {
            case DATA -> NO_BODY;
            case HEADERS -> NO_HEADER;
            default -> seen;
        };
    }
}
