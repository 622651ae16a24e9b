package dev.berth.server.grpc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/// A count of the messages nested in a protobuf message, taken on its bytes before it is parsed: a
/// nested message takes two bytes on the wire and about a hundred as an object.
///
/// Values are passed over, whatever their number: they take little more in memory than on the wire.
final class MessageParts {
    /// What the object of a message without content takes in memory, about.
    static final int BYTES_OF_PART = 128;

    /// As deep as the parser goes.
    private static final int DEPTH_MAX = 100;

    private final CodedInputStream in;
    private final long most;
    private long parts;

    private MessageParts(CodedInputStream in, long most) {
        this.in = in;
        this.most = most;
    }

    /// How many there are at any depth, with unknown fields, which the parser keeps as well.
    /// Malformed bytes are counted up to the fault.
    ///
    /// @param most beyond which it does not matter how many
    static long count(Descriptor type, CodedInputStream in, long most) {
        var parts = new MessageParts(in, most);
        try {
            parts.walk(type, 0);
        } catch (IOException malformed) {
            // The parser reports the fault with a better message.
        }
        return parts.parts;
    }

    private void walk(Descriptor type, int depth) throws IOException {
        for (int tag = in.readTag(); tag != 0 && parts <= most; tag = in.readTag()) {
            FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
            if (field == null) {
                parts++;
            } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                    && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                parts++;
                if (depth < DEPTH_MAX) {
                    int outer = in.pushLimit(in.readRawVarint32());
                    walk(field.getMessageType(), depth + 1);
                    if (parts > most) {
                        return;
                    }
                    in.popLimit(outer);
                    continue;
                }
            }
            if (!in.skipField(tag)) {
                return;
            }
        }
    }
}
