package dev.berth.server.http;

import dev.berth.server.http.PathTemplate.Part;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A tree of routes, by which the route of a path is found: the path is split at `/` and each part
/// decoded. A word goes before a variable with a verb, that before a variable, and that before
/// whatever follows. A trailing slash changes nothing. Immutable.
final class Router {
    /// Longer paths than any route but for one that takes whatever follows.
    private static final int PARTS_MAX = 9;

    private final Node root = new Node();

    /// @param routes one of them for `/**`, so that each path has one
    /// @throws IllegalArgumentException if two have the same paths
    Router(List<Route> routes) {
        routes.forEach(this::add);
        if (root.rest == null) {
            throw new IllegalArgumentException("no route for /**");
        }
    }

    private void add(Route route) {
        Node node = root;
        for (Part part : route.template().parts()) {
            switch (part) {
                case Part.Word word ->
                        node = node.words.computeIfAbsent(word.text(), absent -> new Node());
                case Part.Variable variable -> node = node.variableOrNew();
                case Part.Verb verb -> node = node.verbOrNew(verb.suffix());
                case Part.Rest rest -> {
                    node.rest = sole(node.rest, route);
                    return;
                }
            }
        }
        node.end = sole(node.end, route);
    }

    private static Route sole(@Nullable Route before, Route route) {
        if (before != null) {
            throw new IllegalArgumentException(
                    "two routes for "
                            + route.template().text()
                            + ", which "
                            + before.template().text()
                            + " is as well");
        }
        return route;
    }

    /// @param path as the request line has it, without the query
    RouteMatch match(String path) {
        List<String> values = new ArrayList<>(2);
        Route route = find(root, split(path), 0, values);
        if (route == null) {
            throw new IllegalStateException("the route for /** takes all");
        }
        return new RouteMatch(route, values);
    }

    /// @param values of the variables before `from`; those behind are added if there is a route
    private static @Nullable Route find(
            Node node, List<String> parts, int from, List<String> values) {
        if (from == parts.size()) {
            return node.end != null ? node.end : node.rest;
        }
        String part = parts.get(from);
        Node word = node.words.get(part);
        Route found = word == null ? null : find(word, parts, from + 1, values);
        if (found != null) {
            return found;
        }
        int known = values.size();
        for (Verb verb : node.verbs) {
            if (part.endsWith(verb.suffix) && part.length() > verb.suffix.length()) {
                values.add(part.substring(0, part.length() - verb.suffix.length()));
                found = find(verb.node, parts, from + 1, values);
                if (found != null) {
                    return found;
                }
                values.subList(known, values.size()).clear();
            }
        }
        if (node.variable != null && !isUnknownVerb(node, parts, from)) {
            values.add(part);
            found = find(node.variable, parts, from + 1, values);
            if (found != null) {
                return found;
            }
            values.subList(known, values.size()).clear();
        }
        return node.rest;
    }

    /// Whether this is the end of a path, with a verb where there are others.
    private static boolean isUnknownVerb(Node node, List<String> parts, int at) {
        return at == parts.size() - 1 && !node.verbs.isEmpty() && parts.get(at).indexOf(':') >= 0;
    }

    /// Node of the tree: the continuations of one path prefix.
    private static final class Node {
        private final Map<String, Node> words = new HashMap<>();
        private final List<Verb> verbs = new ArrayList<>();
        private @Nullable Node variable;
        private @Nullable Route end;
        private @Nullable Route rest;

        private Node variableOrNew() {
            Node known = variable == null ? new Node() : variable;
            variable = known;
            return known;
        }

        private Node verbOrNew(String suffix) {
            for (Verb verb : verbs) {
                if (verb.suffix.equals(suffix)) {
                    return verb.node;
                }
            }
            var verb = new Verb(suffix, new Node());
            verbs.add(verb);
            return verb.node;
        }
    }

    private record Verb(String suffix, Node node) {}

    /// The decoded parts between slashes, without a last empty one; too many for any route are not
    /// checked.
    private static List<String> split(String path) {
        List<String> parts = new ArrayList<>(6);
        int from = 1;
        while (from < path.length() && parts.size() < PARTS_MAX) {
            int to = path.indexOf('/', from);
            if (to < 0) {
                to = path.length();
            }
            parts.add(decode(path.substring(from, to)));
            from = to + 1;
        }
        return parts;
    }

    /// Undoes percent-encoding; a `%` that does not begin an escape stands for itself.
    private static String decode(String part) {
        if (part.indexOf('%') < 0) {
            return part;
        }
        var bytes = new byte[part.length() * 3];
        int length = 0;
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            int escaped = c == '%' && i + 2 < part.length() ? hex(part, i + 1) : -1;
            if (escaped >= 0) {
                bytes[length++] = (byte) escaped;
                i += 2;
            } else {
                byte[] encoded = String.valueOf(c).getBytes(StandardCharsets.UTF_8);
                System.arraycopy(encoded, 0, bytes, length, encoded.length);
                length += encoded.length;
            }
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private static int hex(String text, int at) {
        int high = Character.digit(text.charAt(at), 16);
        int low = Character.digit(text.charAt(at + 1), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }
}
