### Las palabras de las consolas con las que la página no se abre, en español: se leen cuando se pide la primera de ellas.
### Los nombres de AWS quedan como AWS los escribe.

## El anillo de hash y el mapa de calor (una línea por mensaje)
figure-hash-ring = Anillo de hash de {$x}: un arco por shard, las claves más calientes donde cae su hash
figure-hash-heat = Mapa de calor de {$x}: registros por segundo según la clave hash, en el último minuto
figure-hash-shard = shard {$n}
figure-hash-rate = reg/s
figure-hash-ago = hace {$n} s
figure-hash-now = ahora
figure-hash-scale = Registros/s:
figure-hash-refused = rechazos

## Kinesis: la consola
kinesis-stream = Data stream
kinesis-sections = Partes de la consola
kinesis-part-shards = Tabla de shards
kinesis-part-hashes = Anillo de hash y mapa de calor
kinesis-part-reshard = Dividir y fusionar
kinesis-part-monitoring = Monitoring
kinesis-part-configuration = Configuration
kinesis-status = Estado
kinesis-mode = Capacity mode
kinesis-open-shards = Shards abiertos
kinesis-retention = Retention period
kinesis-hours = {$x} h
kinesis-held = Retenido
kinesis-shard-closed = cerrado
kinesis-shard-parents = Un shard cerrado ya no acepta registros. Los que tiene se pueden leer hasta que acabe su retención; después desaparece.
kinesis-shards-note = Un shard es una cantidad exacta de capacidad: 1000 registros o 1 MiB por segundo de entrada, 2 MiB por segundo de salida. El MD5 de la clave de partición de un registro decide qué shard lo acepta.
kinesis-shard-range = Shard, rango de claves hash
kinesis-hash-range = Rango de claves hash
kinesis-put-trouble = Rechazos recientes

## Kinesis: los rechazos, con palabras
throttle-title = {$x} rechaza registros
throttle-records = En los últimos {$seconds} s ha rechazado registros {$count} veces, reintentos incluidos, por el límite de 1000 registros por segundo.
throttle-bytes = En los últimos {$seconds} s ha rechazado registros {$count} veces, reintentos incluidos, por el límite de 1 MiB por segundo.
throttle-both = En los últimos {$seconds} s ha rechazado registros {$records} veces, reintentos incluidos, por el límite de 1000 registros por segundo, y {$bytes} veces por el de 1 MiB por segundo.
throttle-only = El límite vale para cada shard por separado: a los demás les sobra sitio.
throttle-near = El límite vale para cada shard por separado, pero los demás también están casi llenos.
throttle-all = Todos los shards del stream rechazan registros: es pequeño para lo que llega.
throttle-hot = Una sola clave, «{$key}», es el {$share} de lo que acepta. Un shard más no le sirve a esa clave: elige una clave de partición con más valores, o añádele algo (un número del 0 al 9, por ejemplo) y lee las partes juntas.
throttle-split = Sus registros se reparten entre muchas claves: una división da a cada mitad un límite propio.
throttle-batch = El productor vuelve a enviar los registros rechazados; hasta entonces esperan fuera. Menos registros y más grandes (agregación) ayudan cuando el límite es el número.
throttle-error = Lo que se le dice al productor por cada registro:
throttle-see = Mirar sus claves
throttle-guide = Dividirlo…

## Kinesis: anillo de hash y mapa de calor
hashes-none = Todavía no ha llegado nada a este data stream. Pulsa Reproducir, o envía un registro a mano.
hashes-waiting = Mirando el stream…
hashes-as-table = Ver como tablas
hashes-as-drawing = Ver como dibujos
hashes-ring = Anillo de hash
hashes-ring-note = El MD5 de una clave es un número de 0 a 2¹²⁸ − 1: un lugar en este anillo. El shard cuyo arco está ahí acepta el registro. Cuanto más ancha el agua, más lleno el shard.
hashes-heat = El último minuto
hashes-heat-note = Cada fila es una parte de las claves hash, cada columna un segundo. Una franja intensa es una clave caliente.
hashes-keys = Claves más calientes
hashes-keys-note = De los últimos {$x} s, según los registros aceptados.
hashes-keys-sampled = De los últimos {$seconds} s, según una muestra: en el segundo más cargado se ha mirado uno de cada {$every} registros aceptados.
hashes-key = Clave de partición
hashes-hash = Clave hash (MD5)
hashes-explicit = ExplicitHashKey
hashes-share = Parte de su shard
hashes-rate = Registros/s
hashes-window = Por shard, de diez en diez segundos (registros/s)
hashes-seconds = hace {$from}–{$to} s

## Kinesis: qué significa la clave más caliente
verdict-hot = Una sola clave, «{$key}», se lleva el {$share} del {$shard}: una división no puede partir una clave. Solo puede dar a las demás un shard propio.
verdict-hot-full = Una sola clave, «{$key}», se lleva el {$share} del {$shard} y ella sola se acerca al límite de un shard entero: ningún número de shards le servirá. Necesita una clave de partición con más valores.
verdict-warm = La clave más caliente, «{$key}», se lleva el {$share} del {$shard}: una división ayuda en la medida en que separa claves.
verdict-spread = Ninguna clave destaca: la más caliente, «{$key}», se lleva el {$share} del {$shard}. Una división por la mitad parte en dos su carga.
verdict-calm = El shard más ocupado usa el {$x} de su límite. No hace falta dividir nada.

## Kinesis: dividir y fusionar
split-shard = Shard que dividir
split-after = Después, según los últimos {$x} s
split-load = {$records} registros/s, el {$fill} de su límite
split-refused = {$x} rechazos/s
split-even = División por la mitad
split-even-note = En la mitad de sus claves hash, (inicio + fin) / 2. Qué va a cada lado depende de dónde caigan las claves.
split-around = Alrededor de la clave caliente
split-around-note = AWS corta un shard en dos, así que una clave se aísla con dos divisiones, una a cada lado de su clave hash. El shard de en medio se queda con ella sola.
split-around-one = Una división más y la clave tiene un shard para ella.
split-step = Dividir el {$x}
split-step-of = Paso {$n} de {$of}
split-step-later = cuando el stream vuelva a estar ACTIVE; el nombre del shard es el que dará el paso 1
split-do = Split shard
split-part = Shard nuevo
split-hot-here = la clave caliente
split-share = Parte
split-forecast = Registros/s
split-forecast-load = Carga
split-command = La misma llamada con AWS CLI
split-caution = La previsión cuenta los registros aceptados. Los rechazados no están en el stream: vendrán más.
split-begun = {$x} se está dividiendo: el stream está UPDATING unos 10 s y sigue sirviendo.
split-updating = El stream está {$x}: el próximo cambio espera a que esté ACTIVE.
split-run-on = Adelantar el reloj hasta entonces
split-on-demand = Un stream on-demand divide él mismo sus shards. Cambia al modo provisioned para hacerlo a mano.
split-none = Este shard no se puede dividir más: contiene una sola clave.
split-no-shard = El data stream no tiene todavía ningún shard abierto.
reshard-title = Antes y después
reshard-at = El cambio de las {$x}
reshard-before = Antes
reshard-after = Desde entonces
reshard-refused = Rechazos/s
reshard-seconds = en {$x} s
reshard-wait = Todavía no ha pasado un segundo entero.
reshard-others = Los demás shards del stream rechazan {$x} por segundo.
reshard-sum = Rechazos por segundo: {$before} antes, {$after} desde entonces.
merge-title = Fusionar shards
merge-note = Dos vecinos se vuelven uno, con un solo límite. Vale la pena cuando ambos tienen poco que hacer: cada shard cuesta por horas.
merge-pair = Shards contiguos
merge-option = {$lower} + {$upper}: el {$fill} de un límite
merge-do = Merge shards
merge-none = No hay dos vecinos que fusionar.
merge-begun = {$x} se están fusionando.

## Kinesis: supervisión
monitor-title = Métricas de CloudWatch
monitor-note = Espacio de nombres AWS/Kinesis, un punto por minuto, los últimos 30 minutos. Los nombres son de AWS; debajo, lo que significan.
monitor-enhanced = Métricas mejoradas (por shard)
monitor-enhanced-note = Apagadas de entrada: AWS cobra por shard y métrica.
monitor-shards = Métricas por shard
monitor-shard-wait = Llegan con los próximos registros.
monitor-none = Aún sin puntos
monitor-age = Edad del iterador
monitor-age-stream = GetRecords.IteratorAgeMilliseconds, el lector más lento
monitor-age-good = Los lectores van al día.
monitor-age-idle = Nadie ha leído en los últimos segundos.
monitor-age-warn = Los lectores llevan {$x} de retraso, más de la mitad del periodo de retención ({$hours} h). Los registros que envejezcan más se les perderán: hay que leer más deprisa, o alargar el periodo de retención.
monitor-age-hint = Pon la alarma en el 50 % del periodo de retención (aquí, {$x}): un lector tan atrasado está a punto de perder registros.
monitor-age-share = {$x} del periodo de retención
metric-IncomingRecords = registros aceptados
metric-IncomingBytes = bytes aceptados, claves incluidas
metric-WriteProvisionedThroughputExceeded = registros rechazados por el límite de un shard
metric-ReadProvisionedThroughputExceeded = lecturas rechazadas por el límite de un shard
metric-GetRecords-IteratorAgeMilliseconds = qué edad tenía lo que recibieron los lectores, de media
metric-GetRecords-Records = registros leídos
metric-GetRecords-Bytes = bytes leídos
metric-GetRecords-Success = llamadas GetRecords con éxito
metric-PutRecord-Success = llamadas PutRecord con éxito
metric-PutRecord-Bytes = bytes por PutRecord
metric-PutRecords-Success = llamadas PutRecords con al menos un registro aceptado
metric-PutRecords-Bytes = bytes por PutRecords
metric-PutRecords-TotalRecords = registros enviados por PutRecords
metric-PutRecords-SuccessfulRecords = de ellos, aceptados
metric-PutRecords-ThrottledRecords = de ellos, rechazados
metric-OutgoingRecords = registros leídos
metric-OutgoingBytes = bytes leídos
metric-IteratorAgeMilliseconds = qué edad tenía lo que recibieron los lectores

## Kinesis: configuración
config-count = Número de shards
config-count-field = Número deseado de shards
config-count-note = UpdateShardCount, UNIFORM_SCALING: de la mitad al doble de una vez, 10 veces al día. Divide y fusiona hasta que todos los shards son igual de anchos.
config-count-do = Cambiar el número de shards
config-count-begun = En camino hacia {$x} shards.
config-mode = Capacity mode
config-mode-note = Provisioned: tú dices cuántos shards. On-demand: AWS añade shards según crece la carga, y se paga por GB. Se puede cambiar dos veces al día; una clave caliente lo sigue siendo en ambos.
config-to-on-demand = Switch to on-demand
config-to-provisioned = Switch to provisioned
config-mode-begun = El modo está cambiando.
config-retention = Retention period
config-retention-field = Horas (de 24 a 8760)
config-retention-note = Durante cuánto tiempo se puede leer un registro. Un periodo más largo cuesta más; no devuelve lo que ya se fue.
config-retention-do = Cambiar la retención
config-retention-done = Los registros se quedan {$x} h.

## Data viewer: los datos de un registro
viewer-note = Como mucho 50 registros por página. En AWS cada página cuenta en las 5 llamadas GetRecords por segundo de un shard; aquí no cuesta nada.
viewer-show = Ver
viewer-close = Cerrar
viewer-raw = Tal cual
viewer-json = JSON
viewer-hex = Hexadecimal
viewer-base64 = Base64
viewer-data = Datos del registro {$x}
viewer-binary = binario, {$x}
viewer-kpl = agregado KPL, {$x}
viewer-kpl-note = La Kinesis Producer Library ha empaquetado varios registros en este. Un consumidor que la conozca los desempaqueta; tal como está en el stream, son bytes.
viewer-cut = Los primeros 2 KiB de {$x}.
viewer-not-json = Esto no es JSON.

## Colas, consumidores y la comparación de ambas
queues = Colas
queues-none = Aún no hay colas. Crea una, envíale un mensaje y mira quién se lo lleva.
queue-create = Create queue
queue-name = Nombre
queue-type = Tipo
queue-standard = Standard
queue-counts = {$visible} visibles · {$flight} en vuelo · {$delayed} retrasados
queue-visible = Mensajes disponibles
queue-flight = Mensajes en vuelo
queue-delayed = Mensajes retrasados
queue-oldest = Mensaje más antiguo
queue-waiting = Recepciones a la espera
queue-views = Partes de la cola
queue-messages = Send and receive messages
queue-details = Detalles
queue-monitoring = Métricas
queue-redrive = Start DLQ redrive
queue-edit = Edit
queue-purge = Purge
queue-purge-question = ¿Borrar todos los mensajes de {$x}?
queue-purge-begun = La purga ha empezado; tarda hasta un minuto.
queue-visibility = Visibility timeout (s)
queue-delay = Delivery delay (s)
queue-retention = Message retention period (s)
queue-wait = Receive message wait time (s)
queue-dead = Dead-letter queue
queue-no-dead = ninguna
queue-receives-max = Maximum receives
queue-content = Content-based deduplication
queue-created = Creada
queue-groups = Grupos de mensajes
queue-groups-n = {$all}, de ellos {$blocked} bloqueados
queue-sources = Recoge los fallidos de
queue-tag = Etiqueta {$x}
queue-metrics-none = CloudWatch recibe sus primeros puntos al acabar un minuto.
queue-count-dead = Pasados a la DLQ
queue-count-moved-in = Traídos
queue-count-moved-out = Devueltos
queue-count-expired = Caducados
queue-count-purged = Purgados
queue-count-duplicated = Entregados otra vez por azar
queue-count-refused = Llamadas rechazadas
message-body = Message body
message-group = Message group ID
message-token = Message deduplication ID
message-token-none = ninguno
message-delay = Delivery delay (s)
message-send = Send message
message-sent = Enviado:
message-most = Máximo de mensajes
message-wait = Espera (s)
message-poll = Poll for messages
message-none-came = No llegó ningún mensaje.
message-received = Mensajes recibidos
message-received-note = El recibo es de esta recepción. Cuando el mensaje vuelve a ser visible, borrar con él sigue contestando que sí, y en una cola estándar no borra nada si alguien lo ha recibido después.
message-receives = Recepciones
message-handle = Receipt handle {$x}
message-back = Visible de nuevo
message-back-in = en {$x}
message-back-now = ya visible
message-not-shown = no está entre los mostrados
message-delete = Borrar
message-release = Visible ya
message-longer = Ocultar 60 s
message-forget = Quitar de esta lista
message-deleted = DeleteMessage aceptado.
message-lying = Lo que hay en la cola
message-lying-none = La cola está vacía.
message-lying-none-more = Más allá no hay nada.
message-lying-note = La consola de AWS no puede mostrar esto: allí, para ver un mensaje hay que recibirlo. Mirar aquí no recibe nada.
message-oldest = Al más antiguo
message-age = Edad
message-visible = visible
message-in-flight = en vuelo, quedan {$x}
message-delayed = retrasado, quedan {$x}
message-dead-from = de {$x}
redrive-to = Tras {$x} recepciones, los mensajes pasan a
redrive-from = Llegan mensajes fallidos de
redrive-none = Aquí no llega ningún mensaje fallido. Dale a esta cola una dead-letter queue en Edit, o abre la que recoge los suyos.
redrive-not-dead = La devolución se inicia desde la dead-letter queue, no desde aquí.
redrive-destination = Destino de los mensajes
redrive-to-sources = a sus colas de origen
redrive-rate = Velocidad máxima (mensajes/s)
redrive-rate-own = la que elija AWS
redrive-start = DLQ redrive
redrive-begun = La devolución ha empezado.
redrive-moved = Mensajes movidos
redrive-cancel = Cancel DLQ redrive
rate-messages = {$x} msj/s
consumer = Consumidor
consumers-none = Nadie lee. Añade un programa que tome registros de un flujo o mensajes de una cola.
consumer-add = Añadir consumidor
consumer-name = Nombre
consumer-reading = Lectura
reading-shared = compartida (GetRecords)
reading-fan-out = enhanced fan-out
consumer-work = Trabajo por unidad
consumer-work-ms = Trabajo por unidad (ms)
consumer-handled = Tratados
consumer-again = Tratados dos veces
consumer-replayed = Releídos
consumer-latency = De la llegada al trato
consumer-behind = Retraso
consumer-empty = Recepciones vacías
consumer-throttled = Lecturas rechazadas
consumer-checkpoint = Checkpoint cada
consumer-failover = Relevo tras
consumer-spark = Lo tratado por {$x} en los últimos 30 segundos
consumer-replay = Releer
consumer-replay-question = ¿Empezar otra vez por lo más antiguo?
consumer-note-stream = Cada consumidor de un flujo lleva su propia posición: leer no quita nada. Con la lectura compartida, todos los consumidores de un shard se reparten 2 MB y 5 llamadas por segundo, y cada uno que se suma frena a los demás: unos 200 ms con uno, un segundo con cinco. Con enhanced fan-out cada cual tiene su propia tubería, unos 70 ms, y la paga.
consumer-note-queue = Un proceso recibe, trabaja y borra. Lo que ha recibido queda oculto para los demás hasta que acaba el visibility timeout; si muere antes de borrarlo, el mensaje vuelve.
consumer-again-stream = El proceso que releva a otro sigue tras el último checkpoint. Lo que su antecesor trató después, lo trata otra vez: al menos una vez, no exactamente una.
consumer-again-queue = El mensaje volvió a ser visible antes de que lo borraran: el trabajo duró más que el visibility timeout, o una cola estándar entregó una copia.
consumer-throttled-note = Un shard contesta 5 llamadas a GetRecords por segundo, para todos los consumidores de lectura compartida juntos. Las que sobran reciben ProvisionedThroughputExceededException y se repiten más tarde.
workers = Procesos
worker = Proceso
worker-n = proceso {$x}
worker-add = Añadir un proceso
worker-remove = Quitar un proceso
worker-running = en marcha
worker-slow = lento
worker-dead = muerto
worker-kill = Matar
worker-slow-down = Frenar
worker-revive = Revivir
worker-leases = { $n ->
    [0] ningún shard
    [one] {$x} shard
   *[other] {$x} shards
}
worker-in-hand = { $n ->
    [0] nada entre manos
   *[other] {$x} entre manos
}
workers-dead = { $n ->
    [one] {$x} proceso muerto
   *[other] {$x} procesos muertos
}
workers-idle = Más procesos que shards: un shard lo lee un solo proceso a la vez, y los demás esperan para relevarlo.
handled-n = { $n ->
    [one] {$x} tratado
   *[other] {$x} tratados
}
leases = Tabla de leases
leases-none = Aún no hay leases: el consumidor no ha visto los shards del flujo.
leases-note = Como la lleva la Kinesis Client Library en DynamoDB: un lease es el derecho a leer un shard, y el checkpoint, hasta dónde consta ese trabajo. Un shard hijo espera a que sus padres se lean hasta SHARD_END.
lease-free = libre
lease-waiting = espera a sus padres
lease-reading = leyéndose
lease-ended = leído hasta el final
handled-last = Lo último tratado
handled-none = Aún no ha tratado nada.
turn = Vez
turn-first = primera vez
turn-again = repetido
turn-replayed = releído
contrast-title = Los mismos pedidos, dos veces
contrast-none = Los mismos pedidos, puestos en un flujo y enviados a una cola, con dos consumidores a cada lado: mira quién recibe qué.
contrast-set-up = Montar la comparación
contrast-ready = Ya están el flujo, la cola y cuatro consumidores. Pulsa Play; un segundo es un segundo.
contrast-tally-stream = {$arrived} llegados, {$held} siguen ahí para quien venga, {$lost} perdidos
contrast-tally-queue = {$arrived} llegados, {$held} siguen ahí, {$lost} perdidos
contrast-seen = Vistos
contrast-again = Dos veces
contrast-replayed = Releídos
contrast-latency = Latencia
contrast-replay = Releer desde el principio
contrast-why-stream = Leer no borra, así que {$consumer} puede volver a lo más antiguo cuando quiera; el otro ni se entera.
contrast-why-queue = Aquí no se relee: lo tratado se borró y lo borrado ya no está. Solo vuelve lo que nadie borra, al cabo de {$wait}.
contrast-kill = Matar un proceso
contrast-revive = Revivir
contrast-dead-stream = El proceso {$worker} de {$consumer} ha muerto. Su shard espera a que su lease lleve {$wait} sin renovarse; entonces lo releva el otro.
contrast-dead-taken = El proceso {$worker} de {$consumer} ha muerto y el otro tiene su shard. Siguió tras el último checkpoint, que se escribe cada {$checkpoint}.
contrast-dead-queue = El proceso {$worker} de {$consumer} ha muerto. Lo que tenía entre manos sigue oculto y vuelve, para cualquiera, {$wait} después de recibirlo.
contrast-doubled-stream = {$consumer} ha tratado {$n} registros dos veces: los que van del último checkpoint a la caída.
contrast-doubled-queue = {$consumer} ha vuelto a tratar {$n} mensajes ya tratados.
contrast-replaying = {$consumer} ha leído {$n} registros otra vez.
contrast-in-flight = { $n ->
   *[other] {$x} en vuelo
}
contrast-cost-stream = {$hour} por hora a este ritmo, casi todo por el shard, se use o no: {$million} por millón de registros, pero {$least} si el shard fuera lleno.
contrast-cost-queue = {$hour} por hora a este ritmo, nada si está parada: {$million} por millón de mensajes, cada uno enviado, recibido y borrado; {$least} en lotes de diez.

# SQL sobre flujos
figure-windows = Tiempo del evento frente a la llegada, con la marca de agua bajo la que se cierran las ventanas: {$x}
figure-win-arrival = llegada
figure-win-event = tiempo del evento
figure-win-now = ahora
figure-win-watermark = marca de agua
figure-win-delay = marca de agua {$x} por detrás
figure-win-dot-one = un registro, al llegar
figure-win-dot = 1 punto = {$n} registros
figure-win-late = tarde: ventana ya cerrada
figure-win-shut = cerrada
figure-win-open = abierta
figure-win-firing = acaba de emitir
figure-win-punctual = llega en cuanto ocurre
figure-win-rows-one = {$n} fila
figure-win-rows = {$n} filas
figure-flow-late-one = {$n} tardío
figure-flow-late = {$n} tardíos
figure-flow-open-one = {$n} ventana abierta
figure-flow-open = {$n} ventanas abiertas
