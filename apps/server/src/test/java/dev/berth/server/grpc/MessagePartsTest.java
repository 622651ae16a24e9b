package dev.berth.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.UnknownFieldSet;
import dev.berth.proto.InferParameter;
import dev.berth.proto.ModelInferRequest;
import dev.berth.proto.ModelInferRequest.InferInputTensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class MessagePartsTest {
    private static final Descriptor TYPE = ModelInferRequest.getDescriptor();

    private static long count(byte[] bytes, long most) {
        return MessageParts.count(TYPE, CodedInputStream.newInstance(bytes), most);
    }

    private static ModelInferRequest.Builder request(int inputs) {
        var request = ModelInferRequest.newBuilder().setModelName("m");
        for (int i = 0; i < inputs; i++) {
            request.addInputs(
                    InferInputTensor.newBuilder()
                            .setName("x")
                            .addShape(1)
                            .putParameters("p", InferParameter.getDefaultInstance()));
        }
        return request;
    }

    @Test
    void count_ofMessagesAtAnyDepth_isExact_andOfValuesNone() {
        // An input, the entry of its map and the value in that.
        assertThat(count(request(1).build().toByteArray(), 100)).isEqualTo(3);
        assertThat(count(request(20).build().toByteArray(), 100)).isEqualTo(60);
        byte[] values =
                ModelInferRequest.newBuilder()
                        .addRawInputContents(ByteString.copyFrom(new byte[1000]))
                        .addRawInputContents(ByteString.EMPTY)
                        .build()
                        .toByteArray();
        assertThat(count(values, 100)).isZero();
    }

    @Test
    void count_ofUnknownFields_isTheirs() {
        var unknown = UnknownFieldSet.newBuilder();
        for (int number = 1000; number < 1010; number++) {
            unknown.mergeVarintField(number, 1);
        }
        byte[] bytes = request(0).setUnknownFields(unknown.build()).build().toByteArray();
        assertThat(count(bytes, 100)).isEqualTo(10);
    }

    @Test
    void count_beyondWhatMatters_ends() {
        assertThat(count(request(1000).build().toByteArray(), 10)).isBetween(11L, 14L);
    }

    @Test
    void count_ofWhatIsNoMessage_endsAsWell() {
        byte[] bytes = request(5).build().toByteArray();
        for (int length = 0; length < bytes.length; length++) {
            assertThat(count(Arrays.copyOf(bytes, length), 100)).isBetween(0L, 15L);
        }
        assertThat(count(new byte[] {0x2a, (byte) 0xff, (byte) 0xff, 0x7f}, 100)).isEqualTo(1);
    }
}
