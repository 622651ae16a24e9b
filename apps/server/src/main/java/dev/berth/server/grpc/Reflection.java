package dev.berth.server.grpc;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.berth.core.SanitizedText;
import dev.berth.protocol.ProblemMapping.GrpcStatus;
import io.vertx.grpc.reflection.v1.ErrorResponse;
import io.vertx.grpc.reflection.v1.FileDescriptorResponse;
import io.vertx.grpc.reflection.v1.ListServiceResponse;
import io.vertx.grpc.reflection.v1.ServerReflectionProto;
import io.vertx.grpc.reflection.v1.ServerReflectionRequest;
import io.vertx.grpc.reflection.v1.ServerReflectionResponse;
import io.vertx.grpc.reflection.v1.ServiceResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Server reflection, by which tools find services and messages: under its current name and the one
/// of older tools, whose messages are the same. A stream takes any number of queries.
final class Reflection {
    private static final ServiceDescriptor DESCRIPTOR =
            ServerReflectionProto.getDescriptor().findServiceByName("ServerReflection");

    private static final List<String> NAMES =
            List.of(
                    "grpc.reflection.v1.ServerReflection",
                    "grpc.reflection.v1alpha.ServerReflection");

    private final OpenCalls open;
    private final List<String> services = new ArrayList<>();
    private final Map<String, FileDescriptor> files = new HashMap<>();
    private final Map<String, FileDescriptor> symbols = new HashMap<>();

    private Reflection(List<ServiceDescriptor> described, OpenCalls open) {
        this.open = open;
        for (ServiceDescriptor service : described) {
            services.add(service.getFullName());
            add(service.getFile());
        }
    }

    /// Adds reflection of the services that are described so far, and of itself.
    static void addTo(Methods methods, OpenCalls open) {
        methods.describe(DESCRIPTOR);
        var reflection = new Reflection(methods.described(), open);
        for (String service : NAMES) {
            methods.add(
                    service,
                    "ServerReflectionInfo",
                    ServerReflectionRequest.getDefaultInstance(),
                    QuotaChargeMode.OPENING,
                    reflection::stream);
        }
    }

    private CallHandler<ServerReflectionRequest> stream(
            ServerCall<ServerReflectionRequest, ServerReflectionResponse> call) {
        return new Stream(call);
    }

    private void add(FileDescriptor file) {
        if (files.putIfAbsent(file.getFullName(), file) != null) {
            return;
        }
        file.getDependencies().forEach(this::add);
        file.getEnumTypes().forEach(type -> symbols.put(type.getFullName(), file));
        file.getMessageTypes().forEach(type -> add(type, file));
        for (ServiceDescriptor service : file.getServices()) {
            symbols.put(service.getFullName(), file);
            service.getMethods().forEach(method -> symbols.put(method.getFullName(), file));
        }
    }

    private void add(Descriptor message, FileDescriptor file) {
        symbols.put(message.getFullName(), file);
        message.getEnumTypes().forEach(type -> symbols.put(type.getFullName(), file));
        message.getNestedTypes().forEach(type -> add(type, file));
    }

    /// One stream of queries.
    private final class Stream implements CallHandler<ServerReflectionRequest> {
        private final ServerCall<ServerReflectionRequest, ServerReflectionResponse> call;
        private final Runnable end;
        private boolean queried;

        Stream(ServerCall<ServerReflectionRequest, ServerReflectionResponse> call) {
            this.call = call;
            this.end = () -> call.run(call::end);
        }

        @Override
        public void begin() {
            open.opened(end);
        }

        @Override
        public boolean isClientStreaming() {
            return true;
        }

        @Override
        public void take(ServerReflectionRequest question) {
            if (queried) {
                call.access().countAgain();
            }
            queried = true;
            call.write(answer(question));
        }

        @Override
        public void onHalfClose() {
            call.end();
        }

        @Override
        public void over() {
            open.closed(end);
        }
    }

    private ServerReflectionResponse answer(ServerReflectionRequest question) {
        var answer =
                ServerReflectionResponse.newBuilder()
                        .setValidHost(question.getHost())
                        .setOriginalRequest(question);
        return switch (question.getMessageRequestCase()) {
            case LIST_SERVICES -> answer.setListServicesResponse(list()).build();
            case FILE_BY_FILENAME ->
                    file(
                            answer,
                            question.getFileByFilename(),
                            files.get(question.getFileByFilename()));
            case FILE_CONTAINING_SYMBOL ->
                    file(
                            answer,
                            question.getFileContainingSymbol(),
                            symbols.get(question.getFileContainingSymbol()));
            case FILE_CONTAINING_EXTENSION, ALL_EXTENSION_NUMBERS_OF_TYPE ->
                    error(answer, GrpcStatus.NOT_FOUND, "no extensions here");
            case MESSAGEREQUEST_NOT_SET ->
                    error(answer, GrpcStatus.INVALID_ARGUMENT, "no question");
        };
    }

    private ListServiceResponse list() {
        var list = ListServiceResponse.newBuilder();
        services.forEach(name -> list.addService(ServiceResponse.newBuilder().setName(name)));
        return list.build();
    }

    private static ServerReflectionResponse file(
            ServerReflectionResponse.Builder answer, String name, @Nullable FileDescriptor file) {
        if (file == null) {
            return error(
                    answer,
                    GrpcStatus.NOT_FOUND,
                    "nothing called '" + SanitizedText.of(name) + "'");
        }
        Set<FileDescriptor> needed = new LinkedHashSet<>();
        addWithDependencies(file, needed);
        var found = FileDescriptorResponse.newBuilder();
        needed.forEach(each -> found.addFileDescriptorProto(each.toProto().toByteString()));
        return answer.setFileDescriptorResponse(found).build();
    }

    private static void addWithDependencies(FileDescriptor file, Set<FileDescriptor> needed) {
        if (needed.add(file)) {
            file.getDependencies().forEach(dependency -> addWithDependencies(dependency, needed));
        }
    }

    private static ServerReflectionResponse error(
            ServerReflectionResponse.Builder answer, GrpcStatus status, String message) {
        return answer.setErrorResponse(
                        ErrorResponse.newBuilder()
                                .setErrorCode(status.number())
                                .setErrorMessage(message))
                .build();
    }
}
