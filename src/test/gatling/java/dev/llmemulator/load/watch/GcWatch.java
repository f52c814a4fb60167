package dev.llmemulator.load.watch;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/** Counts the pauses of garbage collection, of which the JVM notifies it afterwards. */
final class GcWatch implements NotificationListener {
    private final List<NotificationEmitter> collectors = new ArrayList<>();
    private GcPauses pauses = GcPauses.NONE;

    void start() {
        for (var each : ManagementFactory.getGarbageCollectorMXBeans()) {
            // The program runs on during a concurrent cycle. Another bean of the same collector reports its pauses.
            if (!each.getName().endsWith("Cycles") && each instanceof NotificationEmitter collector) {
                collector.addNotificationListener(this, null, null);
                collectors.add(collector);
            }
        }
    }

    @Override
    public synchronized void handleNotification(Notification notification, Object handback) {
        if (notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
            var pauseMs = GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData())
                    .getGcInfo()
                    .getDuration();
            pauses = pauses.and(pauseMs);
        }
    }

    synchronized GcPauses pauses() {
        return pauses;
    }

    void end() {
        for (var each : collectors) {
            try {
                each.removeNotificationListener(this);
            } catch (ListenerNotFoundException e) {
                throw new IllegalStateException(e);
            }
        }
        collectors.clear();
    }
}
