# Said by the loader, before the page's own strings are there. One line a message, no arguments.
loader-start = Poner en marcha
loader-loading = Abriendo las compuertas…
loader-frame = Maqueta de Acequia
loader-works = La maqueta
loader-failed = La maqueta no ha podido arrancar.
loader-again = Volver a intentarlo
loader-save = Guardar la ejecución
loader-new-tab = Abrir en una pestaña nueva
loader-set-aside = El simulador se ha detenido dos veces en la misma acción, que se ha apartado:
