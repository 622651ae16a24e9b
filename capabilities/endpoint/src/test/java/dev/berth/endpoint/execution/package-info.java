@NullMarked
package dev.berth.endpoint.execution;

import org.jspecify.annotations.NullMarked;
