package dev.berth.server.http;

import dev.berth.protocol.openapi.OpenApiOperation;
import dev.berth.protocol.openapi.OpenApiPath;
import dev.berth.server.auth.AccessRequest;
import dev.berth.server.telemetry.RequestInfo.Purpose;
import java.nio.ByteBuffer;
import java.util.List;

/// A route: the form of its paths, its methods, its access rule, its handler, and its entry in the
/// OpenAPI document. Lives on one event loop, as its handler does.
///
/// @param errors form of problems in a body
/// @param purpose purpose of the requests
/// @param access its access rule
/// @param operations empty for a route that the document leaves out
record Route(
        PathTemplate template,
        Methods methods,
        ErrorForm errors,
        Purpose purpose,
        Access access,
        Handler handler,
        List<OpenApiOperation> operations) {

    /// The methods that a route takes, and whether it reads a body.
    enum Methods {
        GET("GET, HEAD", false),
        POST("POST", true),
        GET_AND_POST("GET, HEAD, POST", true),
        GET_AND_DELETE("GET, HEAD, DELETE", false),
        DELETE("DELETE", false),
        ALL("GET, HEAD, POST, DELETE", true),
        /// As [#GET_AND_POST] for a route that is not offered: a body is not read.
        UNREAD("GET, HEAD, POST", false),
        /// Whatever it is: there is nothing.
        ANY("", false);

        private final String allow;
        private final boolean takesBody;

        Methods(String allow, boolean takesBody) {
            this.allow = allow;
            this.takesBody = takesBody;
        }

        /// As the `Allow` header writes them.
        String allow() {
            return allow;
        }

        boolean takesBody() {
            return takesBody;
        }

        boolean has(String method) {
            return this == ANY || allow.contains(method);
        }
    }

    /// Form of problems in a body.
    enum ErrorForm {
        /// `{"error": "..."}`, as the Open Inference Protocol has it.
        V2,
        /// RFC 9457.
        PROBLEM
    }

    /// Access rule of a route: mostly a method of [RouteAuthorizer].
    @FunctionalInterface
    interface Access {
        /// Authorizes the request, or throws.
        ///
        /// @throws dev.berth.core.ProblemException as [RouteAuthorizer#admit]
        void admit(RouteAuthorizer authorizer, HttpServerExchange exchange, AccessRequest request);
    }

    /// Handler of authorized requests.
    @FunctionalInterface
    interface Handler {
        /// Answers now or later, once.
        ///
        /// @param body with an array; empty if the route reads none
        void answer(HttpServerExchange exchange, ByteBuffer body);
    }

    Route {
        operations = List.copyOf(operations);
    }

    /// A route for `GET` and `HEAD`, whose problems are those of RFC 9457.
    static Route get(String template, Access access, Handler handler) {
        return of(template, Methods.GET, access, handler);
    }

    /// The same for `POST`.
    static Route post(String template, Access access, Handler handler) {
        return of(template, Methods.POST, access, handler);
    }

    static Route of(String template, Methods methods, Access access, Handler handler) {
        return new Route(
                PathTemplate.of(template),
                methods,
                ErrorForm.PROBLEM,
                Purpose.OTHER,
                access,
                handler,
                List.of());
    }

    /// The same with the errors of the Open Inference Protocol.
    Route withV2Errors() {
        return new Route(template, methods, ErrorForm.V2, purpose, access, handler, operations);
    }

    Route with(Purpose other) {
        return new Route(template, methods, errors, other, access, handler, operations);
    }

    /// The same, described.
    Route with(OpenApiOperation... described) {
        return new Route(template, methods, errors, purpose, access, handler, List.of(described));
    }

    /// The route's name in metrics and traces: its template for predictions and features, otherwise
    /// empty.
    String label() {
        return purpose == Purpose.OTHER ? "" : template.text();
    }

    OpenApiPath path() {
        return new OpenApiPath(template.text(), operations);
    }
}
