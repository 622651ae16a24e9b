@NullMarked
package dev.berth.endpoint.graph;

import org.jspecify.annotations.NullMarked;
