package dev.berth.verification.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Method of a gRPC service in a proto file.
///
/// @param name with package and service, as in the path of a call
/// @param description the comment above it
record ProtoMethod(String name, String description) {
    private static final Pattern PACKAGE = Pattern.compile("package ([\\w.]+);");
    private static final Pattern SERVICE = Pattern.compile("service (\\w+) \\{");
    private static final Pattern METHOD = Pattern.compile("rpc (\\w+)\\(");

    static List<ProtoMethod> allOf(String proto) {
        List<ProtoMethod> methods = new ArrayList<>();
        String owner = "";
        String service = "";
        List<String> comment = new ArrayList<>();
        for (String each : proto.split("\n", -1)) {
            String line = each.strip();
            Matcher method = METHOD.matcher(line);
            if (line.startsWith("//")) {
                comment.add(line.substring(2).strip());
                continue;
            }
            if (method.lookingAt()) {
                methods.add(
                        new ProtoMethod(
                                service + "/" + method.group(1), String.join(" ", comment)));
            }
            comment.clear();
            owner = group(PACKAGE, line, owner);
            service =
                    group(SERVICE, line, "").isEmpty()
                            ? service
                            : owner + "." + group(SERVICE, line, "");
        }
        return methods;
    }

    private static String group(Pattern pattern, String line, String otherwise) {
        Matcher matcher = pattern.matcher(line);
        return matcher.lookingAt() ? matcher.group(1) : otherwise;
    }
}
