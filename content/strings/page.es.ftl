# Lo que dice la página alrededor del artículo. Lo lee la compilación: una línea por mensaje, sin argumentos.
page-skip = Saltar al texto
page-other-language = English
page-dark-theme = Tema oscuro
page-footer = Acequia no está afiliado a Amazon Web Services. Todo ocurre en esta pestaña: ni servidor, ni cuenta, ni cookies.
