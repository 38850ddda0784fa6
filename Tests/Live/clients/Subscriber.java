import fr.esrf.TangoApi.ApiUtil;
import fr.esrf.TangoApi.CallBack;
import fr.esrf.TangoApi.DeviceAttribute;
import fr.esrf.TangoApi.DeviceProxy;
import fr.esrf.TangoApi.events.EventData;
import fr.esrf.Tango.AttrQuality;
import fr.esrf.Tango.DevFailed;
import fr.esrf.TangoDs.TangoConst;
import java.io.PrintStream;
import java.util.Map;

/**
 * Subscribes to events and prints each as one line, as subscriber.py does.
 *
 * <p>usage: java -cp JARS Subscriber.java DEVICE KIND[=OBJECT]… ; the device must be one of a database. It ends with its
 * input.
 */
public final class Subscriber {
    private static final Map<String, Integer> KINDS = Map.of(
        "change", TangoConst.CHANGE_EVENT, "archive", TangoConst.ARCHIVE_EVENT, "periodic", TangoConst.PERIODIC_EVENT,
        "user", TangoConst.USER_EVENT);
    private static final PrintStream OUT = System.out;

    private Subscriber() {}

    public static void main(String[] words) throws Exception {
        // The library tells its own story there.
        System.setOut(new PrintStream(PrintStream.nullOutputStream()));
        DeviceProxy device = new DeviceProxy(words[0]);
        for (int i = 1; i < words.length; i++) {
            String[] parts = words[i].split("=");
            subscribe(device, parts[0], parts[1]);
        }
        say("ready");
        while (System.in.read() >= 0) { }
        Runtime.getRuntime().halt(0);  // the library's threads stay
    }

    private static void subscribe(DeviceProxy device, String kind, String name) {
        String start = kind + " " + name + " ";
        try {
            device.subscribe_event(name, KINDS.get(kind), new CallBack() {
                @Override public void push_event(EventData event) {
                    try {
                        say(start + (event.err ? "!" + event.errors[0].reason : value(event.attr_value)));
                    } catch (DevFailed failure) {
                        say(start + "!broken " + failure.errors[0].reason);
                    }
                }
            }, new String[0], false);
        } catch (DevFailed failure) {
            say(start + "refused " + failure.errors[0].reason + " " + failure.errors[0].desc.replace('\n', ' '));
        }
    }

    private static String value(DeviceAttribute reading) throws DevFailed {
        String text = switch (reading.getType()) {
            case TangoConst.Tango_DEV_LONG64 -> String.valueOf(reading.extractLong64());
            case TangoConst.Tango_DEV_DOUBLE -> String.format("%.6g", reading.extractDouble());
            case TangoConst.Tango_DEV_STATE -> ApiUtil.stateName(reading.extractDevState());
            default -> "type " + reading.getType();
        };
        return text + " " + quality(reading.getQuality());
    }

    private static String quality(AttrQuality quality) {
        return switch (quality.value()) {
            case AttrQuality._ATTR_VALID -> "VALID";
            case AttrQuality._ATTR_INVALID -> "INVALID";
            case AttrQuality._ATTR_ALARM -> "ALARM";
            case AttrQuality._ATTR_CHANGING -> "CHANGING";
            default -> "WARNING";
        };
    }

    private static void say(String line) {
        synchronized (OUT) {
            OUT.println(line);
            OUT.flush();
        }
    }
}
