@NullMarked
package dev.berth.deploy.schema;

import org.jspecify.annotations.NullMarked;
