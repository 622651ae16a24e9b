package dev.berth.server.grpc;

import dev.berth.proto.features.FeatureEventsProto;
import dev.berth.proto.features.PushEventsRequest;
import dev.berth.proto.features.PushEventsResponse;
import dev.berth.server.feature.EventPush;
import dev.berth.server.feature.FeatureReading;

/// `berth.features.FeatureEvents`, by which events are pushed.
final class FeatureEventsService {
    private static final String NAME = "berth.features.FeatureEvents";
    private static final String PUSH = "Push";
    private static final String PATH = NAME + "/" + PUSH;

    private final GrpcServerContext context;
    private final FeatureReading reading;
    private final Methods methods;

    FeatureEventsService(GrpcServerContext context, FeatureReading reading, Methods methods) {
        this.context = context;
        this.reading = reading;
        this.methods = methods;
    }

    /// Adds its method.
    void add() {
        methods.describe(FeatureEventsProto.getDescriptor().findServiceByName("FeatureEvents"));
        methods.<PushEventsRequest, PushEventsResponse>add(
                NAME,
                PUSH,
                PushEventsRequest.getDefaultInstance(),
                QuotaChargeMode.CALL,
                Pushing::new);
    }

    private final class Pushing extends FeatureCall<PushEventsRequest, PushEventsResponse> {
        Pushing(ServerCall<PushEventsRequest, PushEventsResponse> call) {
            super(methods, context, call, PATH);
        }

        @Override
        void begin(PushEventsRequest message, long bytes) {
            call().access().requireMayReadAll();
            reading.push(EventPush.of(message), EventPush::message, this::succeed, this::fail);
            awaitStore();
        }
    }
}
