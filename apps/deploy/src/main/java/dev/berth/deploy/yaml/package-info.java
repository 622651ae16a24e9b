/// YAML with comments, written from a tree: [YamlMap] builds it, [YamlWriter] writes it.
@NullMarked
package dev.berth.deploy.yaml;

import org.jspecify.annotations.NullMarked;
