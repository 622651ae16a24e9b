@NullMarked
package dev.berth.deploy.yaml;

import org.jspecify.annotations.NullMarked;
