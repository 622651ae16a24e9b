package dev.berth.fuzzing;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.berth.core.ProblemException;
import dev.berth.proto.feast.serving.FeatureList;
import dev.berth.proto.feast.serving.GetOnlineFeaturesRequest;
import dev.berth.proto.feast.types.RepeatedValue;
import dev.berth.proto.feast.types.Value;
import dev.berth.protocol.feature.FeastMessages;
import dev.berth.protocol.feature.FeastRequestReader;
import dev.berth.protocol.feature.FeatureAsk;
import dev.berth.protocol.feature.FeatureReadReader;
import java.util.Arrays;
import java.util.List;

/// Requests for features: Feast's JSON, Berth's JSON and Feast's message. The first byte chooses.
final class FeatureBodies implements Target {
    private static final int FORMS = 3;

    @Override
    public List<byte[]> seeds() {
        var message =
                GetOnlineFeaturesRequest.newBuilder()
                        .setFeatures(FeatureList.newBuilder().addVal("v:a"))
                        .putEntities(
                                "id",
                                RepeatedValue.newBuilder()
                                        .addVal(Value.newBuilder().setInt64Val(1))
                                        .build());
        return List.of(
                seed(
                        0,
                        Bytes.utf8(
                                "{\"features\":[\"v:a\",\"v@2:b\"],\"entities\":{\"id\":[1,1.5,\"x\",true,null,[1]]},"
                                        + "\"request_context\":{\"c\":[1,2,3,4,5,6]},\"full_feature_names\":true}")),
                seed(0, Bytes.utf8("{\"feature_service\":\"m@1\",\"entities\":{\"id\":[1]}}")),
                seed(
                        1,
                        Bytes.utf8(
                                "{\"features\":[\"v@1:a\"],\"entities\":{\"id\":[1,2]},\"at\":\"2001-03-31T12:00:00Z\"}")),
                seed(2, message.build().toByteArray()));
    }

    private static byte[] seed(int form, byte[] body) {
        return Bytes.join(new byte[] {(byte) form}, body);
    }

    @Override
    public void accept(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        try {
            FeatureAsk ask = read(Byte.toUnsignedInt(bytes[0]) % FORMS, bytes);
            ask.fields()
                    .forEach(
                            (name, column) -> {
                                if (column.size() != ask.rows()) {
                                    throw new AssertionError(name + " has another length");
                                }
                            });
        } catch (ProblemException e) {
            Bytes.requireRemedy(e);
        } catch (InvalidProtocolBufferException e) {
            // No message, which the server says before it is read.
        }
    }

    private static FeatureAsk read(int form, byte[] bytes) throws InvalidProtocolBufferException {
        return switch (form) {
            case 0 -> FeastRequestReader.read(bytes, 1, bytes.length - 1);
            case 1 -> FeatureReadReader.read(bytes, 1, bytes.length - 1);
            default ->
                    FeastMessages.read(
                            GetOnlineFeaturesRequest.parseFrom(
                                    Arrays.copyOfRange(bytes, 1, bytes.length)));
        };
    }
}
