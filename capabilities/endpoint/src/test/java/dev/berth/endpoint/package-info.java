@NullMarked
package dev.berth.endpoint;

import org.jspecify.annotations.NullMarked;
